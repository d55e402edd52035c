// How the tokens of a step share one loss, and what adds up over its micro-batches.
#include <algorithm>

#include "algorithms/algorithm.h"
#include "base/error.h"

namespace dragoman::algorithms {

double token_weight(Aggregation aggregation, const StepCounts& counts, double length) {
  if (length <= 0.0) return 0.0;
  DRAGOMAN_CHECK(counts.sequences >= 1.0 && counts.tokens >= length,
                 "the counts of a step cover every one of its sequences");
  switch (aggregation) {
    case Aggregation::kSequenceMeanTokenMean: return 1.0 / (counts.sequences * length);
    case Aggregation::kTokenMean: return 1.0 / counts.tokens;
    case Aggregation::kConstant:
      DRAGOMAN_CHECK(counts.max_completion_length >= 1.0, "the completion budget is known");
      return 1.0 / (counts.sequences * counts.max_completion_length);
    case Aggregation::kSequenceMeanTokenSum: return 1.0 / counts.sequences;
  }
  return 0.0;
}

void Tally::add(const Tally& other) {
  tokens += other.tokens;
  for (const auto& [name, value] : other.sums) sums[name] += value;
  for (const auto& [name, value] : other.lows) {
    const auto [place, fresh] = lows.try_emplace(name, value);
    if (!fresh) place->second = std::min(place->second, value);
  }
  for (const auto& [name, value] : other.highs) {
    const auto [place, fresh] = highs.try_emplace(name, value);
    if (!fresh) place->second = std::max(place->second, value);
  }
}

std::map<std::string, double> Tally::metrics() const {
  if (tokens <= 0.0) return {};
  std::map<std::string, double> found = lows;
  found.insert(highs.begin(), highs.end());
  for (const auto& [name, value] : sums) found[name] = value / tokens;
  return found;
}

}  // namespace dragoman::algorithms
