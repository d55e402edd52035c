// A judge that says what a test tells it, and rewards that ask it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "config/recipe.h"
#include "rewards/judge.h"
#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {

class ScriptedJudge final : public oracles::Oracle {
 public:
  // What it says to a prompt; "" is a time-out. Counts what it is asked.
  struct Script {
    std::function<std::string(const std::string& prompt, const std::string& sample)> reply;
    std::mutex mutex = {};
    std::map<std::string, int> asked = {};  // by prompt and sample

    int questions() const {
      int all = 0;
      for (const auto& [prompt, times] : asked) all += times;
      return all;
    }
  };

  explicit ScriptedJudge(Script& script) : script_(script) {}

  std::string identity(const oracles::Question&) const override { return "scripted"; }
  bool answers(oracles::Ask ask) const override { return ask == oracles::Ask::kComplete; }
  int64_t workers() const override { return 3; }
  int64_t batch_size() const override { return 1; }
  bool is_dear() const override { return true; }

  std::vector<oracles::Answer> answer(std::span<const oracles::Question> questions) override {
    std::vector<oracles::Answer> answers;
    for (const oracles::Question& question : questions) {
      const std::lock_guard lock(script_.mutex);
      script_.asked[question.row->source + "\n" + question.draft] += 1;
      oracles::Answer& answer = answers.emplace_back();
      answer.text = script_.reply(question.row->source, question.draft);
      if (answer.text.empty())
        answer = oracles::Answer::failed(oracles::Failure::kTimeout, "nothing within 1 s");
      answer.spent.requests = 1;
    }
    return answers;
  }

 private:
  Script& script_;
};

inline std::unique_ptr<Judge> judge_of(ScriptedJudge::Script& script, const Path& file = {}) {
  return std::make_unique<Judge>(std::make_unique<ScriptedJudge>(script), file);
}

inline std::vector<Judged> answers_to(const data::Row& row,
                                      const std::vector<std::string_view>& said) {
  std::vector<Judged> items;
  for (const std::string_view one : said) items.push_back(judged(row, one));
  return items;
}

// What stands between the two in a prompt; "" where they don't.
inline std::string between(const std::string& text, const std::string& begin,
                           const std::string& end) {
  const size_t from = text.find(begin);
  if (from == std::string::npos) return "";
  const size_t start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

}  // namespace dragoman::rewards
