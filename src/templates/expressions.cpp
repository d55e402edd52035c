// What expressions evaluate to.
#include "templates/evaluator.h"
#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/subscripts.h"

namespace dragoman::templates {
namespace {

constexpr int kMostDepth = 800;  // of expressions and statements in one another, calls included

}  // namespace

class Evaluator::Deeper {
 public:
  explicit Deeper(Evaluator& evaluator) : evaluator_(evaluator) {
    if (++evaluator.depth_ > kMostDepth)
      evaluator.run_.fail("the template calls itself more than {} deep", kMostDepth);
  }
  ~Deeper() { --evaluator_.depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Evaluator& evaluator_;
};

Value Evaluator::evaluate(const Expression& expression, Scope& scope) {
  const Deeper deeper(*this);
  run_.at(expression.line);
  run_.step();
  const auto operand = [&](size_t i) { return evaluate(*expression.operands[i], scope); };
  switch (expression.kind) {
    case ExpressionKind::kConstant: return expression.constant;
    case ExpressionKind::kName: return name(expression, scope);
    case ExpressionKind::kList:
    case ExpressionKind::kTuple: return sequence(expression, scope);
    case ExpressionKind::kDict: return dict(expression, scope);
    case ExpressionKind::kNot: return Value(!truth(run_, operand(0)));
    case ExpressionKind::kAnd:
    case ExpressionKind::kOr: {
      Value left = operand(0);
      const bool decided = truth(run_, left) == (expression.kind == ExpressionKind::kOr);
      return decided ? left : operand(1);
    }
    case ExpressionKind::kNegate: return negate(run_, operand(0));
    case ExpressionKind::kPositive: return positive(run_, operand(0));
    case ExpressionKind::kArithmetic: {
      const Value left = operand(0);
      return arithmetic(run_, expression.arithmetic, left, operand(1));
    }
    case ExpressionKind::kConcat: return concat(expression, scope);
    case ExpressionKind::kCompare: return compare_chain(expression, scope);
    case ExpressionKind::kChoice: return choice(expression, scope);
    case ExpressionKind::kItem: {
      const Value value = operand(0);
      return get_item(run_, value, operand(1));
    }
    case ExpressionKind::kSlice: return slice(expression, scope);
    case ExpressionKind::kAttribute: return get_attribute(run_, operand(0), expression.name);
    case ExpressionKind::kCall: return call(expression, scope, nullptr);
    case ExpressionKind::kFilter: return filtered(expression, scope, nullptr);
    case ExpressionKind::kTest: return Value(tested(expression, scope));
  }
  return Value();
}

Value Evaluator::name(const Expression& expression, const Scope& scope) const {
  if (const Value* found = scope.find(expression.symbol)) return *found;
  const auto symbol = static_cast<size_t>(expression.symbol);
  if (syntax_.globals[symbol]) return *syntax_.globals[symbol];
  return run_.undefined("'{}' is undefined", syntax_.symbols[symbol]);
}

Value Evaluator::sequence(const Expression& expression, Scope& scope) {
  Items items;
  for (const ExpressionPtr& item : expression.operands) items.push_back(evaluate(*item, scope));
  return expression.kind == ExpressionKind::kTuple ? run_.tuple(std::move(items))
                                                   : run_.list(std::move(items));
}

Value Evaluator::dict(const Expression& expression, Scope& scope) {
  Dict dict;
  for (size_t i = 0; i < expression.operands.size(); i += 2) {
    Value key = evaluate(*expression.operands[i], scope);
    if (!is_hashable(key)) run_.fail("a {} is no key of a dict", type_name(key));
    dict.set(run_, std::move(key), evaluate(*expression.operands[i + 1], scope));
  }
  return Value(std::make_shared<const Dict>(std::move(dict)));
}

Value Evaluator::concat(const Expression& expression, Scope& scope) {
  std::string text;
  for (const ExpressionPtr& part : expression.operands)
    append_text(run_, evaluate(*part, scope), text);
  return run_.text(std::move(text));
}

Value Evaluator::compare_chain(const Expression& expression, Scope& scope) {
  Value left = evaluate(*expression.operands[0], scope);
  for (size_t i = 0; i < expression.comparisons.size(); ++i) {
    const ComparisonSyntax& comparison = expression.comparisons[i];
    Value right = evaluate(*expression.operands[i + 1], scope);
    const bool holds = comparison.how ? compare(run_, *comparison.how, left, right)
                                      : contains(run_, right, left) != comparison.negated;
    if (!holds) return Value(false);
    left = std::move(right);
  }
  return Value(true);
}

Value Evaluator::choice(const Expression& expression, Scope& scope) {
  if (truth(run_, evaluate(*expression.operands[1], scope)))
    return evaluate(*expression.operands[0], scope);
  if (expression.operands[2]) return evaluate(*expression.operands[2], scope);
  return run_.undefined("the condition is false and there is no else");
}

Value Evaluator::slice(const Expression& expression, Scope& scope) {
  const auto part = [&](size_t i) {
    return expression.operands[i] ? evaluate(*expression.operands[i], scope) : Value();
  };
  const Value value = part(0);
  Slice slice{part(1), part(2), part(3)};
  return get_slice(run_, value, slice);
}

Value Evaluator::call(const Expression& expression, Scope& scope, const Value* caller) {
  const Value function = evaluate(*expression.operands[0], scope);
  Arguments given = arguments(expression.arguments, scope);
  if (caller) given.named.emplace_back("caller", *caller);
  run_.at(expression.line);
  Value result = templates::call(run_, function, given);
  run_.at(expression.line);
  return result;
}

Value Evaluator::filtered(const Expression& expression, Scope& scope, const Value* input) {
  const Deeper deeper(*this);
  const Expression* inner = expression.operands[0].get();
  const bool passes = input && inner && inner->kind == ExpressionKind::kFilter;
  const Value value = !inner   ? *input
                      : passes ? filtered(*inner, scope, input)
                               : evaluate(*inner, scope);
  const Arguments given = arguments(expression.arguments, scope);
  run_.at(expression.line);
  if (!expression.filter) run_.fail("there is no filter {}", expression.name);
  return expression.filter(run_, value, given);
}

bool Evaluator::tested(const Expression& expression, Scope& scope) {
  const Value value = evaluate(*expression.operands[0], scope);
  const Arguments given = arguments(expression.arguments, scope);
  run_.at(expression.line);
  if (!expression.condition) run_.fail("there is no test {}", expression.name);
  return expression.condition(run_, value, given);
}

Arguments Evaluator::arguments(const ArgumentSyntax& syntax, Scope& scope) {
  Arguments given;
  for (const ExpressionPtr& argument : syntax.positional)
    given.positional.push_back(evaluate(*argument, scope));
  if (syntax.all_positional) {
    const Items more = collect(run_, evaluate(*syntax.all_positional, scope));
    given.positional.insert(given.positional.end(), more.begin(), more.end());
  }
  for (const auto& [name, argument] : syntax.named)
    given.named.emplace_back(name, evaluate(*argument, scope));
  if (!syntax.all_named) return given;
  const Value more = evaluate(*syntax.all_named, scope);
  if (!more.is(Kind::kDict)) run_.fail("** needs a dict, not a {}", type_name(more));
  for (const auto& [key, value] : more.dict().entries()) {
    if (!key.is_string()) run_.fail("the names after ** are strings");
    if (given.find(key.string())) run_.fail("the argument {} is given twice", key.string());
    given.named.emplace_back(key.string(), value);
  }
  return given;
}

}  // namespace dragoman::templates
