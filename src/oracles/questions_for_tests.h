// Rows to ask about and an oracle that counts, for tests of this module.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/temporary_folder.h"
#include "oracles/desk.h"

namespace dragoman::oracles {

inline const data::Row& row_for_tests() {
  static const data::Row row = [] {
    data::Row made;
    made.source = "Der alte Mann geht durch den Schnee.";
    made.references = {"The old man walks through the snow."};
    made.source_language = "de";
    made.target_language = "en";
    return made;
  }();
  return row;
}

inline Question refine(const std::string& draft, int64_t round = 0) {
  return {Ask::kRefine, &row_for_tests(), draft, round};
}

inline std::vector<Question> drafts(int count, const std::string& prefix = "draft ") {
  std::vector<Question> questions;
  for (int i = 0; i < count; ++i) questions.push_back(refine(prefix + std::to_string(i)));
  return questions;
}

// What it makes of a draft is `reply`; counts what it is asked.
class CountingOracle final : public Oracle {
 public:
  struct Script {
    int64_t workers = 0;
    std::function<Answer(const Question&)> reply = [](const Question& question) {
      Answer answer;
      answer.text = question.draft + " mended";
      answer.spent.requests = 1;
      return answer;
    };
    std::mutex mutex = {};
    std::map<std::string, int> asked = {};  // by draft
    std::vector<size_t> batches = {};
    std::vector<std::thread::id> threads = {};
  };

  explicit CountingOracle(Script& script) : script_(script) {}

  std::string identity(const Question&) const override { return "counting"; }
  bool answers(Ask ask) const override { return ask == Ask::kRefine; }
  int64_t workers() const override { return script_.workers; }
  int64_t batch_size() const override { return script_.workers > 0 ? 1 : 0; }
  bool is_dear() const override { return true; }

  std::vector<Answer> answer(std::span<const Question> questions) override {
    {
      const std::lock_guard lock(script_.mutex);
      script_.batches.push_back(questions.size());
      script_.threads.push_back(std::this_thread::get_id());
      for (const Question& question : questions) script_.asked[question.draft] += 1;
    }
    std::vector<Answer> answers;
    for (const Question& question : questions) answers.push_back(script_.reply(question));
    return answers;
  }

 private:
  Script& script_;
};

inline std::unique_ptr<Desk> desk_for(CountingOracle::Script& script,
                                      const std::shared_ptr<Cache>& cache = nullptr) {
  return std::make_unique<Desk>(std::make_unique<CountingOracle>(script), cache, cache);
}

}  // namespace dragoman::oracles
