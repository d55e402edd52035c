// Values written out: names, numbers, strings, tuples, lists and dicts.
#include "templates/expression_parser.h"
#include "templates/numbers.h"

namespace dragoman::templates {
namespace {

Value text_constant(std::string text) {
  return Value(std::make_shared<const Text>(Text{std::move(text), false}));
}

}  // namespace

ExpressionPtr ExpressionParser::primary() {
  switch (tokens_.current().kind) {
    case TokenKind::kName: return name_or_constant();
    case TokenKind::kInteger:
    case TokenKind::kFloat: return number();
    case TokenKind::kString: {
      ExpressionPtr made = node(ExpressionKind::kConstant, tokens_.line());
      std::string text;
      while (tokens_.is(TokenKind::kString)) text += tokens_.take().text;
      made->constant = text_constant(std::move(text));
      return made;
    }
    default: break;
  }
  if (tokens_.is_operator("(")) return parenthesis();
  if (tokens_.is_operator("[")) return list();
  if (tokens_.is_operator("{")) return dict();
  tokens_.fail(fmt::format("{} where a value must stand", tokens_.described()));
}

ExpressionPtr ExpressionParser::name_or_constant() {
  const Token token = tokens_.take();
  ExpressionPtr made = node(ExpressionKind::kConstant, token.line);
  if (token.text == "true" || token.text == "True") {
    made->constant = Value(true);
  } else if (token.text == "false" || token.text == "False") {
    made->constant = Value(false);
  } else if (token.text != "none" && token.text != "None") {
    made->kind = ExpressionKind::kName;
    made->symbol = syntax_.symbol(token.text);
    uses_.loop |= token.text == "loop";
    uses_.varargs |= token.text == "varargs";
    uses_.kwargs |= token.text == "kwargs";
    uses_.caller |= token.text == "caller";
  }
  return made;
}

ExpressionPtr ExpressionParser::number() {
  const Token token = tokens_.take();
  ExpressionPtr made = node(ExpressionKind::kConstant, token.line);
  if (token.kind == TokenKind::kFloat) {
    made->constant = Value(parse_float(token.text).value_or(0.0));
    return made;
  }
  const auto value = parse_integer(token.text, 0);
  if (!value)
    tokens_.fail_at(token.line,
                    fmt::format("the integer {} does not fit into 64 bits", token.text));
  made->constant = Value(*value);
  return made;
}

ExpressionPtr ExpressionParser::parenthesis() {
  const int line = tokens_.take().line;
  if (tokens_.skip_operator(")")) return node(ExpressionKind::kTuple, line);
  ExpressionPtr inside = tuple();
  tokens_.expect_operator(")");
  return inside;
}

ExpressionPtr ExpressionParser::list() {
  const int line = tokens_.take().line;
  std::vector<ExpressionPtr> items;
  while (!tokens_.is_operator("]")) {
    if (!items.empty()) tokens_.expect_operator(",");
    if (tokens_.is_operator("]")) break;
    items.push_back(expression());
  }
  tokens_.take();
  return node(ExpressionKind::kList, line, std::move(items));
}

ExpressionPtr ExpressionParser::dict() {
  const int line = tokens_.take().line;
  std::vector<ExpressionPtr> items;
  while (!tokens_.is_operator("}")) {
    if (!items.empty()) tokens_.expect_operator(",");
    if (tokens_.is_operator("}")) break;
    items.push_back(expression());
    tokens_.expect_operator(":");
    items.push_back(expression());
  }
  tokens_.take();
  return node(ExpressionKind::kDict, line, std::move(items));
}

}  // namespace dragoman::templates
