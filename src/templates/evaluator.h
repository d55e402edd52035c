// Walks a parsed template and writes its text.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "templates/object.h"
#include "templates/syntax.h"

namespace dragoman::templates {

// The names of one body; what it does not have is looked for around it.
class Scope {
 public:
  explicit Scope(Scope* around) : around_(around) {}
  const Value* find(int symbol) const;  // null for an unknown name
  void set(int symbol, Value value);

 private:
  Scope* around_;
  std::vector<std::pair<int, Value>> values_;
};

// Bytes [begin, end) of the rendered text that the assistant writes.
struct Generated {
  size_t begin = 0;
  size_t end = 0;
};

// What a statement asks of the loop around it.
enum class Flow { kNext, kBreak, kContinue };

class Evaluator {
 public:
  Evaluator(const Syntax& syntax, Run& run);

  // A variable of the whole template.
  void set(const std::string& name, Value value);
  std::string render();
  // Of {% generation %} blocks, in their order.
  std::vector<Generated>& generated() { return generated_; }

  int symbol(const std::string& name) const { return syntax_.by_name.at(name); }
  Value evaluate(const Expression& expression, Scope& scope);
  Flow execute(const Body& body, Scope& scope, std::string& out);

  // A scope that lives until `rewind` goes behind its mark; or, when something has caught it since
  // (a macro that may be called later), to the end.
  Scope& open_scope(Scope* around);
  std::pair<size_t, int> mark() const { return {scopes_.size(), caught_}; }
  void rewind(const std::pair<size_t, int>& mark);
  void catch_scopes() { ++caught_; }

  void assign(const Target& target, const Value& value, Scope& scope);
  // A for statement over `iterable`; `depth` counts recursive calls of its loop.
  Flow loop(const Statement& statement, const Value& iterable, Scope& scope,
            std::pair<std::string*, int> out_and_depth);

 private:
  class Deeper;

  Flow execute(const Statement& statement, Scope& scope, std::string& out);
  Flow set_block(const Statement& statement, Scope& scope);
  Flow filter_block(const Statement& statement, Scope& scope, std::string& out);
  Flow with(const Statement& statement, Scope& scope, std::string& out);
  Flow generation(const Statement& statement, Scope& scope, std::string& out);
  void call_block(const Statement& statement, Scope& scope, std::string& out);
  Value make_macro(const Macro& macro, Scope& scope);
  void write(std::string_view text, std::string& out);

  Value name(const Expression& expression, const Scope& scope) const;
  Value sequence(const Expression& expression, Scope& scope);
  Value dict(const Expression& expression, Scope& scope);
  Value concat(const Expression& expression, Scope& scope);
  Value compare_chain(const Expression& expression, Scope& scope);
  Value choice(const Expression& expression, Scope& scope);
  Value slice(const Expression& expression, Scope& scope);
  Value call(const Expression& expression, Scope& scope, const Value* caller);
  Value filtered(const Expression& expression, Scope& scope, const Value* input);
  bool tested(const Expression& expression, Scope& scope);
  Arguments arguments(const ArgumentSyntax& syntax, Scope& scope);

  const Syntax& syntax_;
  Run& run_;
  std::deque<Scope> scopes_;
  Scope& root_;
  std::string text_;
  std::vector<Generated> generated_;
  int caught_ = 0;
  int depth_ = 0;
};

}  // namespace dragoman::templates
