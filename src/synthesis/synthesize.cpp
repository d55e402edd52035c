#include "synthesis/synthesize.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.h"
#include "base/progress.h"
#include "base/signals.h"
#include "config/writer.h"
#include "data/pipeline.h"
#include "synthesis/tally.h"
#include "text/language.h"

namespace dragoman::synthesis {
namespace {

Refusal unanswered(const Step& step) {
  return {kUnanswered, fmt::format("{}: {}", name_of(step.failure), step.why)};
}

class Run {
 public:
  Run(const SynthesisRecipe& recipe, Askers askers, const Path& folder)
      : recipe_(recipe),
        language_(text::normalize_language(recipe.synthesis.target_language)),
        rows_(data::load(recipe.data)),
        maker_(recipe.synthesis.maker.make(
            {rows_, language_, Rng(static_cast<uint64_t>(recipe.seed)).derive("maker")})),
        checks_(make_checks(recipe)),
        askers_(std::move(askers)),
        folder_(folder),
        accepted_(folder / "accepted.jsonl"),
        rejected_(folder / "rejected.jsonl"),
        progress_("synthesize", "items", planned()) {}

  Outcome run() {
    while (!stopped_ && !is_failing() && window()) {
    }
    accepted_.commit();
    rejected_.commit();
    const Outcome outcome{tally_.text(), report()};
    write_file(folder_ / "report.json", outcome.report.dump(2) + "\n");
    if (is_failing())
      throw_failure(
          "{} of {} items got no answer that could be used, more than synthesis.max_failed_share "
          "= {} allows ({}); repeat the command when the oracle is better: what was answered is "
          "kept",
          tally_.failed(), tally_.items(), recipe_.synthesis.max_failed_share,
          tally_.failures_text());
    return outcome;
  }

 private:
  int64_t planned() const {
    const int64_t count = recipe_.synthesis.count;
    return count > 0 ? count : static_cast<int64_t>(rows_.size());
  }
  bool window();
  void look(Moment moment);
  void judge(NamedCheck& named, Moment moment);
  void rule(NamedCheck& named, Moment moment);
  void answer();
  void take(Item& item, Step step);
  void settle();
  bool is_failing() const;
  Json report();

  std::vector<Item*> alive();
  Asker& asker(Judge judge) {
    return judge == Judge::kCritic && askers_.critic ? *askers_.critic : *askers_.generator;
  }
  bool ask(Asker& asker, const std::vector<Request>& requests, std::vector<Step>& steps);
  void say();

  const SynthesisRecipe& recipe_;
  std::string language_;
  std::vector<data::Row> rows_;
  std::unique_ptr<Maker> maker_;
  std::vector<NamedCheck> checks_;
  Askers askers_;
  Path folder_;
  AtomicFile accepted_;
  AtomicFile rejected_;
  Progress progress_;
  Tally tally_;
  std::vector<Item> items_;  // of this window
  int64_t next_ = 0;         // number of the next draft
  bool stopped_ = false;
};

// False at the end. A window that Ctrl-C broke off leaves nothing behind but its answers.
bool Run::window() {
  items_.clear();
  std::vector<Request> requests;
  const int64_t end = std::min(planned(), next_ + recipe_.synthesis.window);
  for (; next_ < end; ++next_) {
    std::optional<Draft> made = maker_->draft(next_);
    if (!made) break;
    made->item.number = next_;
    items_.push_back(std::move(made->item));
    requests.push_back({"draft", std::move(made->prompt), made->sample, made->raw});
  }
  if (items_.empty()) return false;
  std::vector<Step> steps;
  if (!ask(*askers_.generator, requests, steps)) return false;
  for (size_t i = 0; i < items_.size(); ++i) {
    items_[i].instruction = steps[i].reply;
    take(items_[i], std::move(steps[i]));
  }
  look(Moment::kInstruction);
  answer();
  look(Moment::kAnswer);
  if (stopped_) return false;
  settle();
  return true;
}

std::vector<Item*> Run::alive() {
  std::vector<Item*> found;
  for (Item& item : items_)
    if (!item.refusal) found.push_back(&item);
  return found;
}

bool Run::ask(Asker& asker, const std::vector<Request>& requests, std::vector<Step>& steps) {
  auto answered = asker.ask(requests, language_, [this] { say(); });
  stopped_ = stopped_ || !answered;
  if (answered) steps = std::move(*answered);
  return !stopped_;
}

void Run::look(Moment moment) {
  for (NamedCheck& named : checks_) {
    if (stopped_ || !named.check->looks_at(moment)) continue;
    if (named.check->judge() == Judge::kNobody)
      rule(named, moment);
    else
      judge(named, moment);
  }
}

void Run::rule(NamedCheck& named, Moment moment) {
  for (Item* item : alive()) {
    item->enter(named.name);
    if (auto refusal = named.check->refusal(*item, moment, {}))
      item->refuse(named.name, std::move(*refusal));
  }
}

// All votes of all items at once. Some may be missing; without any there is no verdict.
void Run::judge(NamedCheck& named, Moment moment) {
  const std::vector<Item*> items = alive();
  const int64_t votes = named.check->votes();
  std::vector<Request> requests;
  for (const Item* item : items)
    for (int64_t sample = 0; sample < votes; ++sample)
      requests.push_back({named.name, named.check->prompt(*item), sample});
  std::vector<Step> steps;
  if (!ask(asker(named.check->judge()), requests, steps)) return;
  auto step = steps.begin();
  for (Item* item : items) {
    item->enter(named.name);
    std::vector<std::string> replies;
    for (int64_t sample = 0; sample < votes; ++sample, ++step) {
      if (step->failure == oracles::Failure::kNone) replies.push_back(step->reply);
      item->steps.push_back(std::move(*step));
    }
    std::optional<Refusal> refusal = replies.empty() ? unanswered(item->steps.back())
                                                     : named.check->refusal(*item, moment, replies);
    if (refusal) item->refuse(named.name, std::move(*refusal));
  }
}

void Run::answer() {
  if (stopped_) return;
  const std::vector<Item*> items = alive();
  std::vector<Request> requests;
  for (const Item* item : items) requests.push_back({"answer", maker_->answer_prompt(*item)});
  std::vector<Step> steps;
  if (!ask(*askers_.generator, requests, steps)) return;
  for (size_t i = 0; i < items.size(); ++i) {
    items[i]->answer = steps[i].reply;
    take(*items[i], std::move(steps[i]));
  }
}

// A draft or an answer.
void Run::take(Item& item, Step step) {
  item.enter(step.kind);
  if (step.failure != oracles::Failure::kNone) item.refuse(step.kind, unanswered(step));
  item.steps.push_back(std::move(step));
}

void Run::settle() {
  for (const Item& item : items_) {
    tally_.count(item);
    (item.refusal ? rejected_ : accepted_).write(to_line(row_of(item)) + "\n");
    if (!item.refusal) maker_->accepted(item);
  }
  progress_.advance(static_cast<int64_t>(items_.size()));
  say();
}

bool Run::is_failing() const {
  return static_cast<double>(tally_.failed()) >
         recipe_.synthesis.max_failed_share * static_cast<double>(tally_.items());
}

void Run::say() {
  oracles::Spent spent = askers_.generator->spent_here();
  if (askers_.critic) spent += askers_.critic->spent_here();
  progress_.note(fmt::format("{} accepted, {} requests, cost {:.4f}", tally_.accepted(),
                             spent.requests, spent.cost));
  progress_.advance(0);
}

Json Run::report() {
  Json json = tally_.json();
  json["complete"] = !stopped_ && !is_failing();
  Json spent = Json::object();
  const auto add = [&](const char* name, Asker& asker) {
    for (const auto& [kind, took] : asker.spent()) spent[name][kind] = spent_json(took);
  };
  add("generator", *askers_.generator);
  if (askers_.critic) add("critic", *askers_.critic);
  json["spent"] = std::move(spent);
  return json;
}

}  // namespace

Outcome run_items(const SynthesisRecipe& recipe, Askers askers, const Path& folder) {
  return Run(recipe, std::move(askers), folder).run();
}

Outcome synthesize(const SynthesisRecipe& recipe) {
  DRAGOMAN_CHECK(!recipe.output.empty(), "a run has a folder");
  make_folder(recipe.output);
  const Rng rng = Rng(static_cast<uint64_t>(recipe.seed)).derive("oracles");
  Askers askers;
  askers.generator =
      std::make_unique<Asker>("generator", recipe.generator, recipe.output / "generator", rng);
  if (recipe.critic)
    askers.critic =
        std::make_unique<Asker>("critic", *recipe.critic, recipe.output / "critic", rng);
  return run_items(recipe, std::move(askers), recipe.output);
}

std::string plan_text(const SynthesisRecipe& recipe) {
  int64_t generator = 2;
  int64_t critic = 0;
  std::string names;
  for (const NamedCheck& named : make_checks(recipe)) {
    const Judge judge = named.check->judge();
    if (judge == Judge::kGenerator || (judge == Judge::kCritic && !recipe.critic))
      generator += named.check->votes();
    else if (judge == Judge::kCritic)
      critic += named.check->votes();
    names += (names.empty() ? "" : ", ") + named.name;
  }
  const int64_t count = recipe.synthesis.count;
  std::string text = fmt::format(
      "synthesis into {}\n  items: {}\n  checks: {}\n  questions an item, at most: {} to the "
      "generator",
      text::language_name(recipe.synthesis.target_language),
      count > 0 ? std::to_string(count) : "one a row", names, generator);
  if (recipe.critic) text += fmt::format(", {} to the critic", critic);
  return text + "\n";
}

}  // namespace dragoman::synthesis
