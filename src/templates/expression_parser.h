// Expressions, by Jinja's grammar and precedence.
#pragma once

#include <vector>

#include "templates/syntax.h"
#include "templates/token_stream.h"

namespace dragoman::templates {

class ExpressionParser {
 public:
  ExpressionParser(TokenStream& tokens, Syntax& syntax) : tokens_(tokens), syntax_(syntax) {}

  ExpressionPtr expression(bool with_choice = true);

  // One expression, or several with commas as a tuple, up to the tag's end or the name `stop`.
  ExpressionPtr tuple(bool with_choice = true, std::string_view stop = "");

  // Names to assign to; `stop` ends them as above.
  Target target(bool with_namespace, std::string_view stop = "");
  Target name_target();

  // `| name(arguments)`…; the innermost filter has no value. `inside`: the first | is left out.
  ExpressionPtr filters(ExpressionPtr value, bool inside);

  // Names that were read since the caller last asked: what a macro's or loop's body uses.
  struct Uses {
    bool loop = false;
    bool varargs = false;
    bool kwargs = false;
    bool caller = false;
  };
  Uses& uses() { return uses_; }

  // Inside an `if`, an unknown filter or test is an error only when it is reached.
  bool& in_branch() { return in_branch_; }

 private:
  class Nested;

  ExpressionPtr node(ExpressionKind kind, int line, std::vector<ExpressionPtr> operands = {});
  ExpressionPtr choice();
  ExpressionPtr disjunction();
  ExpressionPtr conjunction();
  ExpressionPtr negation();
  ExpressionPtr comparison();
  ExpressionPtr sum();
  ExpressionPtr concatenation();
  ExpressionPtr product();
  ExpressionPtr power();
  ExpressionPtr unary(bool with_filter = true);
  ExpressionPtr primary();
  ExpressionPtr name_or_constant();
  ExpressionPtr number();
  ExpressionPtr parenthesis();
  ExpressionPtr list();
  ExpressionPtr dict();
  ExpressionPtr postfix(ExpressionPtr value);
  ExpressionPtr filters_and_tests(ExpressionPtr value);
  ExpressionPtr subscript(ExpressionPtr value);
  ExpressionPtr key(ExpressionPtr value, int line);
  ExpressionPtr call(ExpressionPtr function);
  ExpressionPtr test(ExpressionPtr value);
  ArgumentSyntax arguments();
  void argument(ArgumentSyntax& into);
  void give(Expression& to, ArgumentSyntax given) const;
  std::string dotted_name();
  bool ends_tuple(std::string_view stop) const;
  void check_depth(const Expression& expression) const;

  TokenStream& tokens_;
  Syntax& syntax_;
  Uses uses_;
  bool in_branch_ = false;
  int nesting_ = 0;
};

}  // namespace dragoman::templates
