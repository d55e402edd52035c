#include "templates/expression_parser.h"

#include <algorithm>

namespace dragoman::templates {
namespace {

constexpr int kMostNesting = 100;  // brackets in brackets
constexpr int kMostDepth = 500;    // of an expression's tree

std::vector<ExpressionPtr> both(ExpressionPtr left, ExpressionPtr right) {
  std::vector<ExpressionPtr> operands;
  operands.push_back(std::move(left));
  operands.push_back(std::move(right));
  return operands;
}

std::vector<ExpressionPtr> one(ExpressionPtr operand) {
  std::vector<ExpressionPtr> operands;
  operands.push_back(std::move(operand));
  return operands;
}

std::optional<Comparison> comparison_of(std::string_view symbol) {
  if (symbol == "==") return Comparison::kEqual;
  if (symbol == "!=") return Comparison::kNotEqual;
  if (symbol == "<") return Comparison::kLess;
  if (symbol == "<=") return Comparison::kLessEqual;
  if (symbol == ">") return Comparison::kGreater;
  if (symbol == ">=") return Comparison::kGreaterEqual;
  return std::nullopt;
}

}  // namespace

// Brackets inside brackets, as long as it lives.
class ExpressionParser::Nested {
 public:
  explicit Nested(ExpressionParser& parser) : parser_(parser) {
    if (++parser.nesting_ > kMostNesting)
      parser.tokens_.fail(fmt::format("expressions are nested more than {} deep", kMostNesting));
  }
  ~Nested() { --parser_.nesting_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  ExpressionParser& parser_;
};

ExpressionPtr ExpressionParser::node(ExpressionKind kind, int line,
                                     std::vector<ExpressionPtr> operands) {
  auto made = std::make_unique<Expression>();
  made->kind = kind;
  made->line = line;
  made->operands = std::move(operands);
  for (const ExpressionPtr& operand : made->operands)
    if (operand) made->depth = std::max(made->depth, operand->depth + 1);
  check_depth(*made);
  return made;
}

void ExpressionParser::check_depth(const Expression& expression) const {
  if (expression.depth > kMostDepth)
    tokens_.fail(
        fmt::format("an expression has more than {} operations in one another", kMostDepth));
}

ExpressionPtr ExpressionParser::expression(bool with_choice) {
  const Nested nested(*this);
  return with_choice ? choice() : disjunction();
}

ExpressionPtr ExpressionParser::choice() {
  const int line = tokens_.line();
  ExpressionPtr value = disjunction();
  while (tokens_.skip_name("if")) {
    const bool before = std::exchange(in_branch_, true);
    ExpressionPtr condition = disjunction();
    ExpressionPtr other;
    if (tokens_.skip_name("else")) other = expression();
    in_branch_ = before;
    auto operands = both(std::move(value), std::move(condition));
    operands.push_back(std::move(other));
    value = node(ExpressionKind::kChoice, line, std::move(operands));
  }
  return value;
}

ExpressionPtr ExpressionParser::disjunction() {
  const int line = tokens_.line();
  ExpressionPtr left = conjunction();
  while (tokens_.skip_name("or"))
    left = node(ExpressionKind::kOr, line, both(std::move(left), conjunction()));
  return left;
}

ExpressionPtr ExpressionParser::conjunction() {
  const int line = tokens_.line();
  ExpressionPtr left = negation();
  while (tokens_.skip_name("and"))
    left = node(ExpressionKind::kAnd, line, both(std::move(left), negation()));
  return left;
}

ExpressionPtr ExpressionParser::negation() {
  const int line = tokens_.line();
  if (!tokens_.skip_name("not")) return comparison();
  const Nested nested(*this);
  return node(ExpressionKind::kNot, line, one(negation()));
}

ExpressionPtr ExpressionParser::comparison() {
  const int line = tokens_.line();
  auto operands = one(sum());
  std::vector<ComparisonSyntax> comparisons;
  while (true) {
    const bool symbol = tokens_.is(TokenKind::kOperator);
    const bool negated = tokens_.is_name("not") && tokens_.ahead().kind == TokenKind::kName &&
                         tokens_.ahead().text == "in";
    if (const auto how = symbol ? comparison_of(tokens_.current().text) : std::nullopt) {
      comparisons.push_back({how, false});
    } else if (negated) {
      tokens_.take();
      comparisons.push_back({std::nullopt, true});
    } else if (tokens_.is_name("in")) {
      comparisons.push_back({std::nullopt, false});
    } else {
      break;
    }
    tokens_.take();
    operands.push_back(sum());
  }
  if (comparisons.empty()) return std::move(operands.front());
  ExpressionPtr made = node(ExpressionKind::kCompare, line, std::move(operands));
  made->comparisons = std::move(comparisons);
  return made;
}

ExpressionPtr ExpressionParser::sum() {
  const int line = tokens_.line();
  ExpressionPtr left = concatenation();
  while (tokens_.is_operator("+") || tokens_.is_operator("-")) {
    const bool plus = tokens_.take().text == "+";
    left = node(ExpressionKind::kArithmetic, line, both(std::move(left), concatenation()));
    left->arithmetic = plus ? Arithmetic::kAdd : Arithmetic::kSubtract;
  }
  return left;
}

ExpressionPtr ExpressionParser::concatenation() {
  const int line = tokens_.line();
  auto operands = one(product());
  while (tokens_.skip_operator("~")) operands.push_back(product());
  if (operands.size() == 1) return std::move(operands.front());
  return node(ExpressionKind::kConcat, line, std::move(operands));
}

ExpressionPtr ExpressionParser::product() {
  static constexpr std::pair<std::string_view, Arithmetic> kSymbols[] = {
      {"*", Arithmetic::kMultiply},
      {"/", Arithmetic::kDivide},
      {"//", Arithmetic::kFloorDivide},
      {"%", Arithmetic::kModulo}};
  const int line = tokens_.line();
  ExpressionPtr left = power();
  while (true) {
    const auto* found =
        std::find_if(std::begin(kSymbols), std::end(kSymbols),
                     [&](const auto& row) { return tokens_.is_operator(row.first); });
    if (found == std::end(kSymbols)) return left;
    tokens_.take();
    left = node(ExpressionKind::kArithmetic, line, both(std::move(left), power()));
    left->arithmetic = found->second;
  }
}

ExpressionPtr ExpressionParser::power() {
  const int line = tokens_.line();
  ExpressionPtr left = unary();
  while (tokens_.skip_operator("**")) {
    left = node(ExpressionKind::kArithmetic, line, both(std::move(left), unary()));
    left->arithmetic = Arithmetic::kPower;
  }
  return left;
}

ExpressionPtr ExpressionParser::unary(bool with_filter) {
  const int line = tokens_.line();
  ExpressionPtr value;
  if (tokens_.is_operator("-") || tokens_.is_operator("+")) {
    const Nested nested(*this);
    const auto kind =
        tokens_.take().text == "-" ? ExpressionKind::kNegate : ExpressionKind::kPositive;
    value = node(kind, line, one(unary(false)));
  } else {
    value = primary();
  }
  value = postfix(std::move(value));
  return with_filter ? filters_and_tests(std::move(value)) : std::move(value);
}

bool ExpressionParser::ends_tuple(std::string_view stop) const {
  return tokens_.is(TokenKind::kVariableEnd) || tokens_.is(TokenKind::kBlockEnd) ||
         tokens_.is_operator(")") || (!stop.empty() && tokens_.is_name(stop));
}

ExpressionPtr ExpressionParser::tuple(bool with_choice, std::string_view stop) {
  const int line = tokens_.line();
  std::vector<ExpressionPtr> items;
  bool commas = false;
  while (!ends_tuple(stop)) {
    items.push_back(expression(with_choice));
    if (!tokens_.skip_operator(",")) break;
    commas = true;
  }
  if (commas) return node(ExpressionKind::kTuple, line, std::move(items));
  if (items.empty()) tokens_.fail(fmt::format("{} where a value must stand", tokens_.described()));
  return std::move(items.front());
}

Target ExpressionParser::name_target() {
  const Token token = tokens_.expect(TokenKind::kName, "a name");
  for (const char* constant : {"true", "false", "none", "True", "False", "None"})
    if (token.text == constant)
      tokens_.fail_at(token.line, fmt::format("{} can't be assigned to", token.text));
  Target target;
  target.name = token.text;
  target.symbol = syntax_.symbol(token.text);
  return target;
}

Target ExpressionParser::target(bool with_namespace, std::string_view stop) {
  const Nested nested(*this);
  Target all;
  all.tuple = true;
  bool commas = false;
  while (!ends_tuple(stop)) {
    if (tokens_.skip_operator("(")) {
      all.parts.push_back(target(with_namespace));
      tokens_.expect_operator(")");
    } else {
      Target part = name_target();
      if (with_namespace && tokens_.skip_operator("."))
        part.attribute = tokens_.expect(TokenKind::kName, "a name").text;
      all.parts.push_back(std::move(part));
    }
    if (!tokens_.skip_operator(",")) break;
    commas = true;
  }
  if (commas) return all;
  if (all.parts.empty())
    tokens_.fail(fmt::format("{} where a name must stand", tokens_.described()));
  Target single = std::move(all.parts.front());
  return single;
}

}  // namespace dragoman::templates
