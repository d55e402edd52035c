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

void Tally::add_mean(const std::string& name, double sum, double count) {
  Mean& mean = means_[name];
  mean.sum += sum;
  mean.count += count;
}

void Tally::add_low(const std::string& name, double value) {
  const auto [place, fresh] = lows_.try_emplace(name, value);
  if (!fresh) place->second = std::min(place->second, value);
}

void Tally::add_high(const std::string& name, double value) {
  const auto [place, fresh] = highs_.try_emplace(name, value);
  if (!fresh) place->second = std::max(place->second, value);
}

void Tally::add_range(const std::string& name, double value) {
  add_mean(name + "/mean", value);
  add_low(name + "/min", value);
  add_high(name + "/max", value);
}

void Tally::add(const Tally& other) {
  for (const auto& [name, mean] : other.means_) add_mean(name, mean.sum, mean.count);
  for (const auto& [name, value] : other.lows_) add_low(name, value);
  for (const auto& [name, value] : other.highs_) add_high(name, value);
}

std::map<std::string, double> Tally::metrics() const {
  std::map<std::string, double> found = lows_;
  found.insert(highs_.begin(), highs_.end());
  for (const auto& [name, mean] : means_)
    if (mean.count > 0.0) found[name] = mean.sum / mean.count;
  return found;
}

}  // namespace dragoman::algorithms
