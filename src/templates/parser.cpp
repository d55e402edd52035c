// Statements: what stands between {% and %}.
#include <algorithm>

#include "templates/expression_parser.h"
#include "templates/globals.h"
#include "templates/syntax.h"

namespace dragoman::templates {
namespace {

constexpr int kMostNesting = 60;  // statements in statements

class Parser {
 public:
  Parser(std::string_view source, Syntax& syntax)
      : tokens_(tokenize(source, syntax.name), syntax.name),
        syntax_(syntax),
        expressions_(tokens_, syntax) {}

  void read() {
    syntax_.body = body({});
    if (!tokens_.is(TokenKind::kEnd)) tokens_.fail("the template does not end here");
  }

 private:
  using Ends = std::initializer_list<std::string_view>;

  // Statements up to a block that begins with one of `ends`, whose name is the current token; to
  // the end of the template when there is none.
  Body body(Ends ends) {
    if (++nesting_ > kMostNesting)
      tokens_.fail(fmt::format("statements are nested more than {} deep", kMostNesting));
    Body statements;
    while (!tokens_.is(TokenKind::kEnd)) {
      if (tokens_.is(TokenKind::kData)) {
        Statement text = made(StatementKind::kText);
        text.text = tokens_.take().text;
        statements.push_back(std::move(text));
      } else if (tokens_.is(TokenKind::kVariableBegin)) {
        tokens_.take();
        Statement output = made(StatementKind::kOutput);
        output.expression = expressions_.tuple();
        tokens_.expect(TokenKind::kVariableEnd, "}}");
        statements.push_back(std::move(output));
      } else {
        tokens_.take();
        if (is_end(ends)) {
          --nesting_;
          return statements;
        }
        statement(statements);
        tokens_.expect(TokenKind::kBlockEnd, "%}");
      }
    }
    if (ends.size() > 0) tokens_.fail(fmt::format("{{% {} %}} is missing", *ends.begin()));
    --nesting_;
    return statements;
  }

  bool is_end(Ends ends) const {
    return std::any_of(ends.begin(), ends.end(),
                       [&](std::string_view end) { return tokens_.is_name(end); });
  }

  // The rest of a block's first tag, then its body; the name of the closing block is taken.
  Body block(Ends ends) {
    tokens_.skip_operator(":");
    tokens_.expect(TokenKind::kBlockEnd, "%}");
    return body(ends);
  }
  Body last_block(std::string_view end) {
    Body inside = block({end});
    tokens_.take();
    return inside;
  }

  Statement made(StatementKind kind) const {
    Statement statement;
    statement.kind = kind;
    statement.line = tokens_.line();
    return statement;
  }

  void statement(Body& into) {
    const std::string name = tokens_.expect(TokenKind::kName, "the name of a block").text;
    if (name == "for") return into.push_back(for_loop());
    if (name == "if") return into.push_back(if_chain());
    if (name == "set") return into.push_back(set());
    if (name == "macro") return into.push_back(macro());
    if (name == "call") return into.push_back(call_block());
    if (name == "filter") return into.push_back(filter_block());
    if (name == "with") return into.push_back(with());
    if (name == "generation") return into.push_back(generation());
    if (name == "break" || name == "continue") return into.push_back(jump(name));
    if (name == "print") return print(into);
    for (const char* other : {"autoescape", "block", "extends", "from", "import", "include"})
      if (name == other) tokens_.fail(fmt::format("{{% {} %}} is not supported", name));
    tokens_.fail(fmt::format("{{% {} %}} is no block that stands here", name));
  }

  // Runs `read` as the body of something with names of its own: what it uses is asked of `uses`
  // afterwards and belongs to what stands around it, too.
  template <class Read>
  auto scoped(ExpressionParser::Uses& uses, Read read) {
    const bool in_branch = std::exchange(expressions_.in_branch(), false);
    const ExpressionParser::Uses before = std::exchange(expressions_.uses(), {});
    auto result = read();
    uses = expressions_.uses();
    expressions_.uses() = {before.loop || uses.loop, before.varargs || uses.varargs,
                           before.kwargs || uses.kwargs, before.caller || uses.caller};
    expressions_.in_branch() = in_branch;
    return result;
  }

  Body scoped_block(std::string_view end) {
    ExpressionParser::Uses uses;
    return scoped(uses, [&] { return last_block(end); });
  }

  void refuse_loop(const Target& target) const {
    if (target.name == "loop" && !target.attribute)
      tokens_.fail("`loop` can't be assigned to here");
    for (const Target& part : target.parts) refuse_loop(part);
  }

  Statement for_loop() {
    Statement loop = made(StatementKind::kFor);
    loop.targets.push_back(expressions_.target(false, "in"));
    refuse_loop(loop.targets[0]);
    tokens_.expect_name("in");
    loop.expression = expressions_.tuple(/*with_choice=*/false, "recursive");
    if (tokens_.skip_name("if")) loop.test = expressions_.expression();
    loop.recursive = tokens_.skip_name("recursive");
    ExpressionParser::Uses uses;
    ++loops_;
    loop.body = scoped(uses, [&] { return block({"endfor", "else"}); });
    --loops_;
    loop.uses_loop = uses.loop;
    const bool otherwise = tokens_.is_name("else");
    tokens_.take();
    if (otherwise) loop.otherwise = scoped_block("endfor");
    return loop;
  }

  Statement if_chain() {
    Statement chain = made(StatementKind::kIf);
    const bool before = std::exchange(expressions_.in_branch(), true);
    for (bool more = true; more;) {
      Branch branch;
      branch.test = expressions_.tuple(/*with_choice=*/false);
      branch.body = block({"endif", "elif", "else"});
      chain.branches.push_back(std::move(branch));
      more = tokens_.is_name("elif");
      const bool otherwise = tokens_.is_name("else");
      tokens_.take();
      if (otherwise) chain.otherwise = last_block("endif");
    }
    expressions_.in_branch() = before;
    return chain;
  }

  Statement set() {
    Statement set = made(StatementKind::kSet);
    set.targets.push_back(expressions_.target(true));
    if (loops_ > 0) refuse_loop(set.targets[0]);
    if (tokens_.skip_operator("=")) {
      set.expression = expressions_.tuple();
      return set;
    }
    set.kind = StatementKind::kSetBlock;
    if (tokens_.is_operator("|")) set.expression = expressions_.filters(nullptr, false);
    set.body = scoped_block("endset");
    return set;
  }

  void parameters(Macro& into) {
    tokens_.expect_operator("(");
    for (bool first = true; !tokens_.is_operator(")"); first = false) {
      if (!first) tokens_.expect_operator(",");
      Parameter parameter;
      const Target name = expressions_.name_target();
      parameter.name = name.name;
      parameter.symbol = name.symbol;
      if (tokens_.skip_operator("="))
        parameter.fallback = expressions_.expression();
      else if (!into.parameters.empty() && into.parameters.back().fallback)
        tokens_.fail(fmt::format("the parameter {} needs a default, too", name.name));
      into.parameters.push_back(std::move(parameter));
    }
    tokens_.take();
  }

  void macro_body(Macro& macro, std::string_view end) {
    ExpressionParser::Uses uses;
    const int loops = std::exchange(loops_, 0);
    macro.body = scoped(uses, [&] { return last_block(end); });
    loops_ = loops;
    macro.uses_varargs = uses.varargs;
    macro.uses_kwargs = uses.kwargs;
    macro.uses_caller = uses.caller;
  }

  Statement macro() {
    Statement statement = made(StatementKind::kMacro);
    statement.macro = std::make_unique<Macro>();
    const Target name = expressions_.name_target();
    statement.macro->name = name.name;
    statement.macro->symbol = name.symbol;
    parameters(*statement.macro);
    macro_body(*statement.macro, "endmacro");
    return statement;
  }

  Statement call_block() {
    Statement statement = made(StatementKind::kCallBlock);
    statement.macro = std::make_unique<Macro>();
    statement.macro->name = "caller";
    if (tokens_.is_operator("(")) parameters(*statement.macro);
    statement.expression = expressions_.expression();
    if (statement.expression->kind != ExpressionKind::kCall)
      tokens_.fail("{% call %} needs the call of a macro");
    macro_body(*statement.macro, "endcall");
    return statement;
  }

  Statement filter_block() {
    Statement statement = made(StatementKind::kFilterBlock);
    statement.expression = expressions_.filters(nullptr, true);
    statement.body = scoped_block("endfilter");
    return statement;
  }

  Statement with() {
    Statement statement = made(StatementKind::kWith);
    while (!tokens_.is(TokenKind::kBlockEnd)) {
      if (!statement.targets.empty()) tokens_.expect_operator(",");
      statement.targets.push_back(expressions_.target(false));
      tokens_.expect_operator("=");
      statement.values.push_back(expressions_.expression());
    }
    statement.body = scoped_block("endwith");
    return statement;
  }

  Statement generation() {
    Statement statement = made(StatementKind::kGeneration);
    syntax_.has_generation = true;
    const int loops = std::exchange(loops_, 0);
    statement.body = scoped_block("endgeneration");
    loops_ = loops;
    return statement;
  }

  Statement jump(const std::string& name) {
    if (loops_ == 0) tokens_.fail(fmt::format("{{% {} %}} stands in no loop", name));
    return made(name == "break" ? StatementKind::kBreak : StatementKind::kContinue);
  }

  void print(Body& into) {
    for (bool first = true; !tokens_.is(TokenKind::kBlockEnd); first = false) {
      if (!first) tokens_.expect_operator(",");
      Statement output = made(StatementKind::kOutput);
      output.expression = expressions_.expression();
      into.push_back(std::move(output));
    }
  }

  TokenStream tokens_;
  Syntax& syntax_;
  ExpressionParser expressions_;
  int loops_ = 0;  // around the current statement, in the same macro
  int nesting_ = 0;
};

}  // namespace

int Syntax::symbol(const std::string& symbol_name) {
  const auto [found, added] = by_name.emplace(symbol_name, static_cast<int>(symbols.size()));
  if (added) {
    symbols.push_back(symbol_name);
    globals.push_back(find_global(symbol_name));
  }
  return found->second;
}

Syntax parse(std::string_view source, const std::string& name) {
  Syntax syntax;
  syntax.name = name;
  Parser(source, syntax).read();
  return syntax;
}

}  // namespace dragoman::templates
