// What an outside program says of an answer: a score, and where it likes, credit for stretches of
// it; docs/guide/teachers.md has the lines that are exchanged.
#include "oracles/program.h"

#include <fmt/core.h>

#include <map>
#include <mutex>

#include "base/error.h"
#include "rewards/catalog.h"

namespace dragoman::rewards {
namespace {

using oracles::Answer;
using oracles::Ask;
using oracles::Question;

struct ProgramRewardConfig {
  oracles::ProgramConfig program;
  bool spans = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    program.fields(visit);
    visit("spans", spans, "whether the spans it names become credit for their tokens");
  }
};

class Program final : public Reward {
 public:
  explicit Program(const ProgramRewardConfig& config)
      : config_(config), program_({config.program, {}}) {}

  bool in_batches() const override { return true; }
  bool gives_credits() const override { return config_.spans; }

  std::vector<std::optional<double>> score(std::span<const Judged> items) const override {
    std::vector<Question> questions;
    for (const Judged& item : items)
      questions.push_back({Ask::kJudge, item.row, std::string(item.hypothesis)});
    const std::lock_guard lock(mutex_);
    const std::vector<Answer> answers = program_.answer(questions);
    std::vector<std::optional<double>> values;
    credits_.clear();
    for (size_t i = 0; i < answers.size(); ++i) {
      values.push_back(answers[i].score);
      auto& credits = credits_[{items[i].row, questions[i].draft}];
      credits.clear();
      for (const oracles::Stretch& stretch : answers[i].stretches)
        credits.push_back({stretch.begin, stretch.end, stretch.value});
    }
    return values;
  }

  // Of the answers that were scored last.
  std::vector<TextCredit> credits(const Judged& item) const override {
    const std::lock_guard lock(mutex_);
    const auto place = credits_.find({item.row, std::string(item.hypothesis)});
    return place == credits_.end() ? std::vector<TextCredit>{} : place->second;
  }

 private:
  ProgramRewardConfig config_;
  mutable std::mutex mutex_;
  mutable oracles::Program program_;
  mutable std::map<std::pair<const data::Row*, std::string>, std::vector<TextCredit>> credits_;
};

}  // namespace

Entry program() {
  return make_entry<Program, ProgramRewardConfig>(
      "program", "Score: what an outside program says, over JSON lines.");
}

}  // namespace dragoman::rewards
