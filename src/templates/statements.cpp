// What statements write.
#include <algorithm>

#include "templates/evaluator.h"
#include "templates/globals.h"
#include "templates/iterate.h"
#include "templates/loop_object.h"
#include "templates/macro_object.h"
#include "templates/operators.h"
#include "templates/printing.h"

namespace dragoman::templates {
namespace {

// The elements for which a for statement's `if` holds.
class Chosen final : public Iterator {
 public:
  Chosen(Evaluator& evaluator, const Statement& statement, Scope& scope,
         std::shared_ptr<Iterator> source)
      : evaluator_(evaluator), statement_(statement), scope_(scope), source_(std::move(source)) {}
  int depth() const override { return source_->depth() + 1; }
  bool next(Run& run, Value& element) override {
    while (source_->next(run, element)) {
      const auto mark = evaluator_.mark();
      Scope& inner = evaluator_.open_scope(&scope_);
      evaluator_.assign(statement_.targets[0], element, inner);
      const bool holds = truth(run, evaluator_.evaluate(*statement_.test, inner));
      evaluator_.rewind(mark);
      if (holds) return true;
    }
    return false;
  }

 private:
  Evaluator& evaluator_;
  const Statement& statement_;
  Scope& scope_;
  std::shared_ptr<Iterator> source_;
};

}  // namespace

const Value* Scope::find(int symbol) const {
  for (const Scope* scope = this; scope; scope = scope->around_)
    for (const auto& [known, value] : scope->values_)
      if (known == symbol) return &value;
  return nullptr;
}

void Scope::set(int symbol, Value value) {
  for (auto& [known, old] : values_) {
    if (known != symbol) continue;
    old = std::move(value);
    return;
  }
  values_.emplace_back(symbol, std::move(value));
}

Evaluator::Evaluator(const Syntax& syntax, Run& run)
    : syntax_(syntax), run_(run), root_(open_scope(nullptr)) {}

void Evaluator::set(const std::string& name, Value value) {
  const auto found = syntax_.by_name.find(name);
  if (found != syntax_.by_name.end()) root_.set(found->second, std::move(value));
}

std::string Evaluator::render() {
  execute(syntax_.body, root_, text_);
  return std::move(text_);
}

Scope& Evaluator::open_scope(Scope* around) { return scopes_.emplace_back(around); }

void Evaluator::rewind(const std::pair<size_t, int>& mark) {
  if (caught_ != mark.second) return;
  while (scopes_.size() > mark.first) scopes_.pop_back();
}

void Evaluator::write(std::string_view text, std::string& out) {
  run_.charge(static_cast<int64_t>(text.size()));
  if (static_cast<int64_t>(out.size() + text.size()) > run_.limits().output)
    run_.fail("the template writes more than {} bytes", run_.limits().output);
  out += text;
}

Flow Evaluator::execute(const Body& body, Scope& scope, std::string& out) {
  for (const Statement& statement : body) {
    run_.at(statement.line);
    const Flow flow = execute(statement, scope, out);
    if (flow != Flow::kNext) return flow;
  }
  return Flow::kNext;
}

Flow Evaluator::execute(const Statement& statement, Scope& scope, std::string& out) {
  run_.step();
  switch (statement.kind) {
    case StatementKind::kText: write(statement.text, out); return Flow::kNext;
    case StatementKind::kOutput: {
      const Value value = evaluate(*statement.expression, scope);
      if (value.is_string())
        write(value.string(), out);
      else
        write(to_text(run_, value), out);
      return Flow::kNext;
    }
    case StatementKind::kFor: {
      const Value iterable = evaluate(*statement.expression, scope);
      return loop(statement, iterable, scope, {&out, 0});
    }
    case StatementKind::kIf:
      for (const Branch& branch : statement.branches)
        if (truth(run_, evaluate(*branch.test, scope))) return execute(branch.body, scope, out);
      return execute(statement.otherwise, scope, out);
    case StatementKind::kSet:
      assign(statement.targets[0], evaluate(*statement.expression, scope), scope);
      return Flow::kNext;
    case StatementKind::kSetBlock: return set_block(statement, scope);
    case StatementKind::kMacro:
      scope.set(statement.macro->symbol, make_macro(*statement.macro, scope));
      return Flow::kNext;
    case StatementKind::kCallBlock: call_block(statement, scope, out); return Flow::kNext;
    case StatementKind::kFilterBlock: return filter_block(statement, scope, out);
    case StatementKind::kWith: return with(statement, scope, out);
    case StatementKind::kGeneration: return generation(statement, scope, out);
    case StatementKind::kBreak: return Flow::kBreak;
    case StatementKind::kContinue: return Flow::kContinue;
  }
  return Flow::kNext;
}

void Evaluator::assign(const Target& target, const Value& value, Scope& scope) {
  if (target.tuple) {
    const Items items = collect(run_, value);
    if (items.size() != target.parts.size())
      run_.fail("{} values can't be assigned to {} names", items.size(), target.parts.size());
    for (size_t i = 0; i < items.size(); ++i) assign(target.parts[i], items[i], scope);
    return;
  }
  if (!target.attribute) {
    scope.set(target.symbol, value);
    return;
  }
  const Value* held = scope.find(target.symbol);
  const auto space = held ? held->as<Namespace>() : nullptr;
  if (!space) run_.fail("{} is no namespace, so {} can't be set", target.name, *target.attribute);
  space->set(run_, run_.text(*target.attribute), value);
}

// A loop whose every iteration was left by `continue`, or the first by `break`, runs its else: as
// in Jinja.
Flow Evaluator::loop(const Statement& statement, const Value& iterable, Scope& scope,
                     std::pair<std::string*, int> out_and_depth) {
  auto& [out, depth] = out_and_depth;
  std::shared_ptr<Iterator> source = iterate(run_, iterable);
  if (statement.test) source = std::make_shared<Chosen>(*this, statement, scope, source);
  const auto state = std::make_shared<Loop>(run_, iterable, source, depth);
  if (statement.recursive) {
    catch_scopes();
    state->set_recurse([this, &statement, &scope](Run& run, const Value& inner, int deeper) {
      std::string text;
      loop(statement, inner, scope, {&text, deeper});
      return run.text(std::move(text));
    });
  }
  const int loop_symbol = statement.uses_loop ? syntax_.by_name.at("loop") : -1;
  bool completed = false;
  for (Value element; state->next(run_, element);) {
    run_.step();
    const auto before = mark();
    Scope& inner = open_scope(&scope);
    assign(statement.targets[0], element, inner);
    if (statement.uses_loop) inner.set(loop_symbol, Value(std::shared_ptr<Object>(state)));
    const Flow flow = execute(statement.body, inner, *out);
    rewind(before);
    if (flow == Flow::kBreak) break;
    completed |= flow == Flow::kNext;
  }
  if (completed || statement.otherwise.empty()) return Flow::kNext;
  const auto before = mark();
  const Flow flow = execute(statement.otherwise, open_scope(&scope), *out);
  rewind(before);
  return flow;
}

Flow Evaluator::set_block(const Statement& statement, Scope& scope) {
  const auto before = mark();
  std::string text;
  const Flow flow = execute(statement.body, open_scope(&scope), text);
  rewind(before);
  if (flow != Flow::kNext) return flow;
  Value value = run_.text(std::move(text));
  if (statement.expression) value = filtered(*statement.expression, scope, &value);
  assign(statement.targets[0], value, scope);
  return Flow::kNext;
}

Flow Evaluator::filter_block(const Statement& statement, Scope& scope, std::string& out) {
  const auto before = mark();
  std::string text;
  const Flow flow = execute(statement.body, open_scope(&scope), text);
  rewind(before);
  if (flow != Flow::kNext) return flow;
  const Value value = run_.text(std::move(text));
  write(to_text(run_, filtered(*statement.expression, scope, &value)), out);
  return Flow::kNext;
}

Flow Evaluator::with(const Statement& statement, Scope& scope, std::string& out) {
  const auto before = mark();
  Scope& inner = open_scope(&scope);
  for (size_t i = 0; i < statement.values.size(); ++i)
    assign(statement.targets[i], evaluate(*statement.values[i], scope), inner);
  const Flow flow = execute(statement.body, inner, out);
  rewind(before);
  return flow;
}

Flow Evaluator::generation(const Statement& statement, Scope& scope, std::string& out) {
  const auto before = mark();
  std::string text;
  execute(statement.body, open_scope(&scope), text);
  rewind(before);
  generated_.push_back({text_.size(), text_.size() + text.size()});
  write(text, out);
  return Flow::kNext;
}

void Evaluator::call_block(const Statement& statement, Scope& scope, std::string& out) {
  const auto before = mark();
  const Value caller = make_macro(*statement.macro, scope);
  write(to_text(run_, call(*statement.expression, scope, &caller)), out);
  rewind(before);
}

Value Evaluator::make_macro(const Macro& macro, Scope& scope) {
  catch_scopes();
  run_.charge(sizeof(MacroObject));
  return Value(std::shared_ptr<Object>(std::make_shared<MacroObject>(*this, macro, scope)));
}

}  // namespace dragoman::templates
