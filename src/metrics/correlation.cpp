#include "metrics/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

double quotient(double part, double whole) { return whole > 0.0 ? part / whole : kUndefined; }

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

int64_t pairs_of(int64_t items) { return items * (items - 1) / 2; }

// Pairs of equal neighbours in a sorted row, of which `equal(i, j)` tells.
template <class Equal>
int64_t tied_pairs(size_t size, const Equal& equal) {
  int64_t pairs = 0;
  for (size_t begin = 0; begin < size;) {
    size_t end = begin + 1;
    while (end < size && equal(begin, end)) ++end;
    pairs += pairs_of(static_cast<int64_t>(end - begin));
    begin = end;
  }
  return pairs;
}

// Sorts and returns the number of pairs that were in the wrong order.
int64_t sort_counting(std::span<double> values, std::vector<double>& scratch) {
  if (values.size() < 2) return 0;
  const size_t half = values.size() / 2;
  int64_t swaps =
      sort_counting(values.first(half), scratch) + sort_counting(values.subspan(half), scratch);
  scratch.clear();
  size_t left = 0;
  size_t right = half;
  while (left < half || right < values.size()) {
    const bool take_right = left == half || (right < values.size() && values[right] < values[left]);
    if (take_right) swaps += static_cast<int64_t>(half - left);
    scratch.push_back(values[take_right ? right++ : left++]);
  }
  std::copy(scratch.begin(), scratch.end(), values.begin());
  return swaps;
}

size_t distinct(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return static_cast<size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

double surplus(const PairCounts& counts) {
  return static_cast<double>(counts.concordant() - counts.discordant);
}

int sign(double value) { return value > 0.0 ? 1 : value < 0.0 ? -1 : 0; }

// What one pair of translations adds to the accuracy below and from its threshold on.
struct TiePair {
  double distance = 0.0;  // of the metric's scores
  double below = 0.0;     // when the metric tells them apart
  double from = 0.0;      // when it calls them equal
};

std::vector<TiePair> tie_pairs(std::span<const ScoredItem> items) {
  std::vector<TiePair> pairs;
  for (const ScoredItem& item : items) {
    const size_t size = item.human.size();
    const double weight = 1.0 / static_cast<double>(pairs_of(static_cast<int64_t>(size)));
    for (size_t i = 0; i < size; ++i)
      for (size_t j = i + 1; j < size; ++j) {
        const int human = sign(item.human[i] - item.human[j]);
        const double distance = item.metric[i] - item.metric[j];
        const bool ordered = human != 0 && human == sign(distance);
        pairs.push_back({std::abs(distance), ordered ? weight : 0.0, human == 0 ? weight : 0.0});
      }
  }
  std::sort(pairs.begin(), pairs.end(),
            [](const TiePair& a, const TiePair& b) { return a.distance < b.distance; });
  return pairs;
}

}  // namespace

double pearson(std::span<const double> a, std::span<const double> b) {
  DRAGOMAN_CHECK(a.size() == b.size(), "series of equal length");
  if (a.size() < 2) return kUndefined;
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double covariance = 0.0;
  double variance_a = 0.0;
  double variance_b = 0.0;
  for (size_t i = 0; i < a.size(); ++i) {
    covariance += (a[i] - mean_a) * (b[i] - mean_b);
    variance_a += (a[i] - mean_a) * (a[i] - mean_a);
    variance_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  const double spread = std::sqrt(variance_a) * std::sqrt(variance_b);
  return spread > 0.0 ? std::clamp(covariance / spread, -1.0, 1.0) : kUndefined;
}

std::vector<double> ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> out(values.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (size_t k = begin; k < end; ++k) out[order[k]] = static_cast<double>(begin + end + 1) / 2.0;
    begin = end;
  }
  return out;
}

double spearman(std::span<const double> a, std::span<const double> b) {
  return pearson(ranks(a), ranks(b));
}

PairCounts count_pairs(std::span<const double> a, std::span<const double> b) {
  DRAGOMAN_CHECK(a.size() == b.size(), "series of equal length");
  std::vector<std::pair<double, double>> rows;
  for (size_t i = 0; i < a.size(); ++i) rows.emplace_back(a[i], b[i]);
  std::sort(rows.begin(), rows.end());
  PairCounts counts;
  counts.pairs = pairs_of(static_cast<int64_t>(a.size()));
  counts.tied_first =
      tied_pairs(rows.size(), [&](size_t i, size_t j) { return rows[i].first == rows[j].first; });
  counts.tied_both =
      tied_pairs(rows.size(), [&](size_t i, size_t j) { return rows[i] == rows[j]; });
  std::vector<double> second;
  for (const auto& row : rows) second.push_back(row.second);
  std::vector<double> scratch;
  counts.discordant = sort_counting(second, scratch);
  counts.tied_second =
      tied_pairs(second.size(), [&](size_t i, size_t j) { return second[i] == second[j]; });
  return counts;
}

double kendall_a(std::span<const double> a, std::span<const double> b) {
  const PairCounts counts = count_pairs(a, b);
  return quotient(surplus(counts), static_cast<double>(counts.pairs));
}

double kendall_b(std::span<const double> a, std::span<const double> b) {
  const PairCounts counts = count_pairs(a, b);
  const auto first = static_cast<double>(counts.pairs - counts.tied_first);
  const auto second = static_cast<double>(counts.pairs - counts.tied_second);
  return quotient(surplus(counts), std::sqrt(first) * std::sqrt(second));
}

double kendall_c(std::span<const double> a, std::span<const double> b) {
  const auto side = static_cast<double>(std::min(distinct(a), distinct(b)));
  const auto items = static_cast<double>(a.size());
  return quotient(2.0 * surplus(count_pairs(a, b)) * side, items * items * (side - 1.0));
}

double pairwise_accuracy(std::span<const double> human, std::span<const double> metric) {
  const PairCounts counts = count_pairs(human, metric);
  return quotient(static_cast<double>(counts.concordant()),
                  static_cast<double>(counts.pairs - counts.tied_first));
}

TieCalibration calibrate_ties(std::span<const ScoredItem> items) {
  const auto with_pairs = std::count_if(
      items.begin(), items.end(), [](const ScoredItem& item) { return item.human.size() > 1; });
  if (with_pairs == 0) return {kUndefined, 0.0};
  const auto pairs = tie_pairs(items);
  double right = 0.0;
  for (const TiePair& pair : pairs) right += pair.below;
  TieCalibration best{-1.0, 0.0};
  for (size_t i = 0; i <= pairs.size(); ++i) {
    // Here the pairs before i are ties; a threshold lies between different distances only.
    const bool is_threshold =
        i == pairs.size() || i == 0 || pairs[i].distance != pairs[i - 1].distance;
    const double threshold = i == 0 ? 0.0 : pairs[i - 1].distance;
    const bool ties_at_zero = i == 0 && !pairs.empty() && pairs[0].distance == 0.0;
    if (is_threshold && !ties_at_zero && right > best.accuracy + 1e-12 * std::abs(best.accuracy))
      best = {right, threshold};
    if (i < pairs.size()) right += pairs[i].from - pairs[i].below;
  }
  best.accuracy /= static_cast<double>(with_pairs);
  return best;
}

}  // namespace dragoman::metrics
