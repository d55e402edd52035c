// A model that says what a test tells it, and the items that checks are shown.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "config/recipe.h"
#include "oracles/prompts.h"
#include "synthesis/check.h"

namespace dragoman::synthesis {

class ScriptedModel final : public oracles::Oracle {
 public:
  // What it says, by kind of request; counts the prompts.
  struct Script {
    std::function<oracles::Answer(const std::string& kind, const std::string& prompt)> reply;
    std::mutex mutex = {};
    std::map<std::string, int> asked = {};  // by prompt and sample
    int raw = 0;                            // prompts that are no messages
  };

  explicit ScriptedModel(Script& script) : script_(script) {}

  std::string identity(const oracles::Question&) const override { return "scripted"; }
  bool answers(oracles::Ask ask) const override { return ask == oracles::Ask::kComplete; }
  int64_t workers() const override { return 3; }
  int64_t batch_size() const override { return 1; }
  bool is_dear() const override { return true; }

  std::vector<oracles::Answer> answer(std::span<const oracles::Question> questions) override {
    std::vector<oracles::Answer> answers;
    for (const oracles::Question& question : questions) {
      const std::lock_guard lock(script_.mutex);
      script_.raw += oracles::is_raw(question) ? 1 : 0;
      script_.asked[question.row->source + "\n" + question.draft] += 1;
      answers.push_back(script_.reply(question.row->domain, question.row->source));
      answers.back().spent.requests = 1;
      answers.back().spent.cost = 0.5;
    }
    return answers;
  }

 private:
  Script& script_;
};

inline oracles::Answer said(const std::string& text) {
  oracles::Answer answer;
  answer.text = text;
  return answer;
}

// The check of that name for that language, with options as TOML.
inline std::unique_ptr<Check> check_named(const std::string& name, const std::string& language,
                                          std::string_view options = "") {
  return config::preset(check_catalog(), name, {options}).make(CheckContext{language});
}

// The reason of a refusal, "" without one.
inline std::string reason_of(Check& check, Item& item, Moment moment,
                             std::vector<std::string> replies = {}) {
  const auto refusal = check.refusal(item, moment, replies);
  if (!refusal) return "";
  EXPECT_FALSE(refusal->why.empty()) << refusal->reason;
  return refusal->reason;
}

}  // namespace dragoman::synthesis
