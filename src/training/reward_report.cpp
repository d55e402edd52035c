#include "training/reward_report.h"

#include <algorithm>
#include <cmath>

#include "algorithms/preference.h"

namespace dragoman::training {
namespace {

double right(const ScoredPair& pair) {
  return pair.difference > 0.0 ? 1.0 : pair.difference < 0.0 ? 0.0 : 0.5;
}

double confidence(const ScoredPair& pair) {
  return algorithms::sigmoid(std::abs(pair.difference)).value;
}

PairBin bin_of(std::span<const ScoredPair> pairs, double low, double high) {
  PairBin bin{low, high, static_cast<int64_t>(pairs.size())};
  for (const ScoredPair& pair : pairs) bin.confidence += confidence(pair);
  bin.confidence /= static_cast<double>(pairs.size());
  bin.accuracy = accuracy_of(pairs);
  return bin;
}

}  // namespace

Json PairBin::to_json() const {
  return {{"low", low},
          {"high", high},
          {"pairs", pairs},
          {"accuracy", accuracy},
          {"confidence", confidence}};
}

double accuracy_of(std::span<const ScoredPair> pairs) {
  double sum = 0.0;
  for (const ScoredPair& pair : pairs) sum += right(pair);
  return pairs.empty() ? 0.0 : sum / static_cast<double>(pairs.size());
}

std::vector<PairBin> bins_by_margin(std::span<const ScoredPair> pairs, int64_t bins) {
  std::vector<ScoredPair> sorted(pairs.begin(), pairs.end());
  const bool known = std::any_of(sorted.begin(), sorted.end(),
                                 [](const ScoredPair& pair) { return pair.gap != 0.0; });
  const auto size = [known](const ScoredPair& pair) {
    return known ? pair.gap : std::abs(pair.difference);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const ScoredPair& a, const ScoredPair& b) { return size(a) < size(b); });
  const auto count = static_cast<int64_t>(sorted.size());
  std::vector<PairBin> found;
  for (int64_t b = 0; b < std::min(bins, count); ++b) {
    const int64_t begin = count * b / std::min(bins, count);
    const int64_t end = count * (b + 1) / std::min(bins, count);
    const std::span<const ScoredPair> part = std::span(sorted).subspan(begin, end - begin);
    found.push_back(bin_of(part, size(part.front()), size(part.back())));
  }
  return found;
}

std::vector<PairBin> bins_by_confidence(std::span<const ScoredPair> pairs, int64_t bins) {
  std::vector<std::vector<ScoredPair>> members(static_cast<size_t>(bins));
  for (const ScoredPair& pair : pairs) {
    const auto bin =
        static_cast<int64_t>(2.0 * (confidence(pair) - 0.5) * static_cast<double>(bins));
    members[std::clamp<int64_t>(bin, 0, bins - 1)].push_back(pair);
  }
  std::vector<PairBin> found;
  const double width = 0.5 / static_cast<double>(bins);
  for (size_t b = 0; b < members.size(); ++b)
    if (!members[b].empty())
      found.push_back(bin_of(members[b], 0.5 + width * static_cast<double>(b),
                             0.5 + width * static_cast<double>(b + 1)));
  return found;
}

double calibration_error(std::span<const PairBin> bins) {
  double sum = 0.0;
  double pairs = 0.0;
  for (const PairBin& bin : bins) {
    sum += static_cast<double>(bin.pairs) * std::abs(bin.accuracy - bin.confidence);
    pairs += static_cast<double>(bin.pairs);
  }
  return pairs > 0.0 ? sum / pairs : 0.0;
}

}  // namespace dragoman::training
