// What follows a value: .name, [key], (arguments), | filter and `is` test.
#include "templates/expression_parser.h"

namespace dragoman::templates {
namespace {

std::vector<ExpressionPtr> one(ExpressionPtr operand) {
  std::vector<ExpressionPtr> operands;
  operands.push_back(std::move(operand));
  return operands;
}

}  // namespace

ExpressionPtr ExpressionParser::postfix(ExpressionPtr value) {
  while (true) {
    if (tokens_.is_operator(".") || tokens_.is_operator("["))
      value = subscript(std::move(value));
    else if (tokens_.is_operator("("))
      value = call(std::move(value));
    else
      return value;
  }
}

ExpressionPtr ExpressionParser::filters_and_tests(ExpressionPtr value) {
  while (true) {
    if (tokens_.is_operator("|"))
      value = filters(std::move(value), false);
    else if (tokens_.is_name("is"))
      value = test(std::move(value));
    else if (tokens_.is_operator("("))
      value = call(std::move(value));
    else
      return value;
  }
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr value) {
  const Token token = tokens_.take();
  if (token.text == "[") return key(std::move(value), token.line);
  if (tokens_.is(TokenKind::kInteger)) {
    auto operands = one(std::move(value));
    operands.push_back(number());
    return node(ExpressionKind::kItem, token.line, std::move(operands));
  }
  const std::string name = tokens_.expect(TokenKind::kName, "a name").text;
  ExpressionPtr made = node(ExpressionKind::kAttribute, token.line, one(std::move(value)));
  made->name = name;
  return made;
}

// After "[": one key, a slice, or several keys as a tuple.
ExpressionPtr ExpressionParser::key(ExpressionPtr value, int line) {
  auto operands = one(std::move(value));
  if (!tokens_.is_operator(":")) operands.push_back(expression());
  if (!tokens_.is_operator(":")) {
    if (tokens_.is_operator(",")) tokens_.fail("several keys in one [] are not supported");
    tokens_.expect_operator("]");
    return node(ExpressionKind::kItem, line, std::move(operands));
  }
  if (operands.size() == 1) operands.push_back(nullptr);
  for (int part = 0; part < 2; ++part) {
    const bool there = tokens_.skip_operator(":");
    const bool empty = !there || tokens_.is_operator("]") || tokens_.is_operator(":");
    operands.push_back(empty ? nullptr : expression());
  }
  if (tokens_.is_operator(",")) tokens_.fail("several keys in one [] are not supported");
  tokens_.expect_operator("]");
  return node(ExpressionKind::kSlice, line, std::move(operands));
}

ExpressionPtr ExpressionParser::call(ExpressionPtr function) {
  const int line = tokens_.line();
  ExpressionPtr made = node(ExpressionKind::kCall, line, one(std::move(function)));
  give(*made, arguments());
  return made;
}

void ExpressionParser::give(Expression& to, ArgumentSyntax given) const {
  const auto count = [&](const ExpressionPtr& argument) {
    if (argument) to.depth = std::max(to.depth, argument->depth + 1);
  };
  for (const ExpressionPtr& argument : given.positional) count(argument);
  for (const auto& [name, argument] : given.named) count(argument);
  count(given.all_positional);
  count(given.all_named);
  to.arguments = std::move(given);
  check_depth(to);
}

ArgumentSyntax ExpressionParser::arguments() {
  ArgumentSyntax given;
  tokens_.expect_operator("(");
  bool first = true;
  while (!tokens_.is_operator(")")) {
    if (!first) tokens_.expect_operator(",");
    first = false;
    if (tokens_.is_operator(")")) break;
    argument(given);
  }
  tokens_.take();
  return given;
}

void ExpressionParser::argument(ArgumentSyntax& into) {
  const auto refuse_if = [&](bool wrong) {
    if (wrong) tokens_.fail("an argument stands where none of its kind may");
  };
  if (tokens_.skip_operator("*")) {
    refuse_if(into.all_positional || into.all_named);
    into.all_positional = expression();
  } else if (tokens_.skip_operator("**")) {
    refuse_if(into.all_named != nullptr);
    into.all_named = expression();
  } else if (tokens_.is(TokenKind::kName) && tokens_.ahead().kind == TokenKind::kOperator &&
             tokens_.ahead().text == "=") {
    refuse_if(into.all_named != nullptr);
    std::string name = tokens_.take().text;
    tokens_.take();
    for (const auto& [other, value] : into.named)
      if (other == name) tokens_.fail(fmt::format("the argument {} is given twice", name));
    into.named.emplace_back(std::move(name), expression());
  } else {
    refuse_if(into.all_positional || into.all_named || !into.named.empty());
    into.positional.push_back(expression());
  }
}

std::string ExpressionParser::dotted_name() {
  std::string name = tokens_.expect(TokenKind::kName, "a name").text;
  while (tokens_.skip_operator(".")) name += "." + tokens_.expect(TokenKind::kName, "a name").text;
  return name;
}

ExpressionPtr ExpressionParser::filters(ExpressionPtr value, bool inside) {
  while (inside || tokens_.skip_operator("|")) {
    inside = false;
    const int line = tokens_.line();
    const std::string name = dotted_name();
    ExpressionPtr made = node(ExpressionKind::kFilter, line, one(std::move(value)));
    made->name = name;
    made->filter = find_filter(name);
    if (is_unsupported_filter(name))
      tokens_.fail_at(line, fmt::format("the filter {} is not supported", name));
    if (!made->filter && !in_branch_)
      tokens_.fail_at(line, fmt::format("there is no filter {}", name));
    if (tokens_.is_operator("(")) give(*made, arguments());
    value = std::move(made);
  }
  return value;
}

ExpressionPtr ExpressionParser::test(ExpressionPtr value) {
  const int line = tokens_.take().line;
  const bool negated = tokens_.skip_name("not");
  const std::string name = dotted_name();
  ExpressionPtr made = node(ExpressionKind::kTest, line, one(std::move(value)));
  made->name = name;
  made->condition = find_condition(name);
  if (!made->condition && !in_branch_)
    tokens_.fail_at(line, fmt::format("there is no test {}", name));
  const bool ends = tokens_.is_name("else") || tokens_.is_name("or") || tokens_.is_name("and");
  const bool starts_value = tokens_.is(TokenKind::kName) || tokens_.is(TokenKind::kString) ||
                            tokens_.is(TokenKind::kInteger) || tokens_.is(TokenKind::kFloat) ||
                            tokens_.is_operator("[") || tokens_.is_operator("{");
  if (tokens_.is_operator("(")) {
    give(*made, arguments());
  } else if (starts_value && !ends) {
    if (tokens_.is_name("is")) tokens_.fail("two tests can't follow each other");
    ArgumentSyntax single;
    single.positional.push_back(postfix(primary()));
    give(*made, std::move(single));
  }
  return negated ? node(ExpressionKind::kNot, line, one(std::move(made))) : std::move(made);
}

}  // namespace dragoman::templates
