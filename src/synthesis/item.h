// A task with its answer on the way from a draft to the training data, with all that was said on
// the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "oracles/oracle.h"

namespace dragoman::synthesis {

// Why an item is left out. The reason is one word for counting, `why` a sentence.
struct Refusal {
  std::string reason;
  std::string why;
};

// One question to an oracle and what came back.
struct Step {
  std::string kind;    // "draft", "answer", or the name of a check
  std::string oracle;  // "generator" or "critic"
  std::string prompt;  // as it was asked
  std::string reply;   // "" of a failure
  oracles::Failure failure = oracles::Failure::kNone;
  std::string why = {};       // of a failure
  oracles::Spent spent = {};  // what it ever took, in runs that died as well
};

// What the first draft was made from; empty texts where it was made from nothing.
struct Origin {
  std::string id;      // of the row
  std::string source;  // the task, in its own language
  std::string answer;  // of that task; "" where it is not known
  std::string source_language;
};

struct Item {
  int64_t number = 0;  // from 0
  Origin origin;
  std::string maker;            // "rewrite"
  std::string target_language;  // a code
  std::string known_answer;     // what the answer must end with; "" where nobody knows
  std::string instruction;
  std::string answer;
  std::vector<Step> steps;
  std::vector<std::string> stages;  // that looked at it: "draft", "answer", checks; each once
  Json verdicts = Json::object();   // by check: what its oracle said, vote by vote
  std::optional<Refusal> refusal;
  std::string refused_by;  // "draft", "answer" or a check

  void enter(const std::string& stage);
  void refuse(std::string_view by, Refusal given);
};

// Reasons that no check gives: there was no reply / none of the replies could be read.
inline constexpr const char* kUnanswered = "unanswered";
inline constexpr const char* kUnreadable = "unreadable";

// The item as one row of training data: "messages" first, then where it comes from, what was said
// of it and what it took; of a refused one also "refused_by", "reason" and "why". Prompts stand in
// it as fingerprints.
Json row_of(const Item& item);

Json spent_json(const oracles::Spent& spent);

}  // namespace dragoman::synthesis
