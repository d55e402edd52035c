// What asking took, as numbers for the log.
#pragma once

#include <map>
#include <string>

#include "oracles/desk.h"

namespace dragoman::oracles {

// Of `questions` that were put to a desk:
//   requests   made, with retries among them
//   cached     questions that took no request
//   cost, prompt_tokens, completion_tokens
//   latency_s  mean seconds of a request
std::map<std::string, double> spending_report(const Tally& tally, double questions);

}  // namespace dragoman::oracles
