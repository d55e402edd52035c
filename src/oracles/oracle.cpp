#include "oracles/oracle.h"

#include <array>
#include <utility>

#include "base/error.h"

namespace dragoman::oracles {
namespace {

constexpr std::array kFailures = {
    std::pair(Failure::kNone, "none"),
    std::pair(Failure::kTimeout, "timeout"),
    std::pair(Failure::kConnection, "connection"),
    std::pair(Failure::kHttp429, "http_429"),
    std::pair(Failure::kHttp4xx, "http_4xx"),
    std::pair(Failure::kHttp5xx, "http_5xx"),
    std::pair(Failure::kMalformed, "malformed"),
    std::pair(Failure::kWrongCount, "wrong_count"),
    std::pair(Failure::kEmpty, "empty"),
    std::pair(Failure::kTruncated, "truncated"),
    std::pair(Failure::kBabbling, "babbling"),
    std::pair(Failure::kRefused, "refused"),
    std::pair(Failure::kQuota, "quota"),
    std::pair(Failure::kBudget, "budget"),
    std::pair(Failure::kMissing, "missing"),
    std::pair(Failure::kDied, "died"),
    std::pair(Failure::kError, "error"),
};

}  // namespace

const char* name_of(Ask ask) {
  switch (ask) {
    case Ask::kRefine: return "refine";
    case Ask::kTranslate: return "translate";
    case Ask::kJudge: return "judge";
    case Ask::kComplete: return "complete";
  }
  return "";
}

const char* name_of(Failure failure) {
  for (const auto& [value, name] : kFailures)
    if (value == failure) return name;
  return "";
}

Failure failure_of(std::string_view name) {
  for (const auto& [value, text] : kFailures)
    if (name == text) return value;
  throw_failure("'{}' is no reason for a failure", name);
}

bool is_lasting(Failure failure) {
  return failure == Failure::kEmpty || failure == Failure::kTruncated ||
         failure == Failure::kBabbling || failure == Failure::kRefused;
}

Spent& Spent::operator+=(const Spent& other) {
  requests += other.requests;
  retries += other.retries;
  prompt_tokens += other.prompt_tokens;
  completion_tokens += other.completion_tokens;
  cost += other.cost;
  seconds += other.seconds;
  return *this;
}

Answer Answer::failed(Failure failure, std::string why) {
  Answer answer;
  answer.failure = failure;
  answer.why = std::move(why);
  return answer;
}

}  // namespace dragoman::oracles
