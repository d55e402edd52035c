#include "metrics/significance.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "metrics/pcg64.h"

namespace dragoman::metrics {
namespace {

// Sums of one table's rows over a drawn corpus, in single precision and in the order of drawing,
// four columns at a time.
class FloatTable {
 public:
  explicit FloatTable(const Statistics& statistics)
      : width_(statistics.width()), blocks_((width_ + kLanes - 1) / kLanes) {
    values_.resize(statistics.rows() * blocks_);
    for (size_t i = 0; i < statistics.rows(); ++i)
      for (size_t k = 0; k < width_; ++k)
        values_[i * blocks_ + k / kLanes][k % kLanes] = static_cast<float>(statistics.row(i)[k]);
  }

  std::vector<double> sum(std::span<const uint32_t> drawn) const {
    std::vector<double> sums(blocks_ * kLanes);
    size_t block = 0;
    for (; block + 3 <= blocks_; block += 3) sum_blocks<3>(drawn, block, &sums[block * kLanes]);
    for (; block < blocks_; ++block) sum_blocks<1>(drawn, block, &sums[block * kLanes]);
    sums.resize(width_);
    return sums;
  }

 private:
  static constexpr size_t kLanes = 4;
  using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

  template <size_t kBlocks>
  void sum_blocks(std::span<const uint32_t> drawn, size_t first, double* out) const {
    Lanes sums[kBlocks] = {};
    for (const uint32_t row : drawn) {
      const Lanes* values = &values_[row * blocks_ + first];
#pragma GCC unroll 8
      for (size_t b = 0; b < kBlocks; ++b) sums[b] += values[b];
    }
    for (size_t k = 0; k < kBlocks * kLanes; ++k)
      out[k] = static_cast<double>(sums[k / kLanes][k % kLanes]);
  }

  size_t width_;
  size_t blocks_;  // of a row
  std::vector<Lanes> values_;
};

// NumPy's pairwise sum: eight running sums a block of up to 128, blocks in a tree.
template <class Real>
Real pairwise_sum(std::span<const Real> values) {
  const size_t n = values.size();
  if (n < 8) {
    Real sum = 0;
    for (const Real value : values) sum += value;
    return sum;
  }
  if (n > 128) {
    const size_t half = n / 2 - (n / 2) % 8;
    return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
  }
  Real r[8];
  std::copy_n(values.begin(), 8, r);
  size_t i = 8;
  for (; i + 8 <= n; i += 8)
    for (size_t k = 0; k < 8; ++k) r[k] += values[i + k];
  Real sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
  for (; i < n; ++i) sum += values[i];
  return sum;
}

template <class Real>
Real array_mean(std::span<const Real> values) {
  return pairwise_sum(values) / static_cast<Real>(values.size());
}

template <class Real>
std::vector<Real> to_array(const std::vector<double>& values) {
  std::vector<Real> array;
  for (const double value : values) array.push_back(static_cast<Real>(value));
  return array;
}

template <class Real>
Interval interval_of(const std::vector<double>& scores) {
  auto sorted = to_array<Real>(scores);
  std::sort(sorted.begin(), sorted.end());
  const size_t cut = sorted.size() / 40;
  const Real width = sorted[sorted.size() - cut - 1] - sorted[cut];
  return {static_cast<double>(array_mean<Real>(sorted)),
          static_cast<double>(static_cast<Real>(0.5) * width)};
}

double p_value(int64_t exceeding, int64_t samples) {
  return static_cast<double>(exceeding + 1) / static_cast<double>(samples + 1);
}

// How many centred differences exceed the observed one.
template <class Real>
int64_t count_exceeding(const ResampledScores& baseline, const ResampledScores& system,
                        double observed) {
  const auto ours = to_array<Real>(system.values);
  const auto theirs = to_array<Real>(baseline.values);
  std::vector<Real> differences;
  for (size_t s = 0; s < ours.size(); ++s) differences.push_back(std::abs(ours[s] - theirs[s]));
  const Real mean = array_mean<Real>(differences);
  return std::count_if(differences.begin(), differences.end(), [&](Real difference) {
    return static_cast<Real>(difference - mean) > static_cast<Real>(observed);
  });
}

// What a swap of one sentence adds to the one system's sums and takes from the other's.
std::vector<double> row_differences(const Statistics& from, const Statistics& to) {
  std::vector<double> differences;
  for (size_t i = 0; i < from.rows(); ++i)
    for (size_t k = 0; k < from.width(); ++k) differences.push_back(from.row(i)[k] - to.row(i)[k]);
  return differences;
}

// One draw after the other, since each depends on the ones before; then sums and scores on all
// cores. A block of draws bounds the memory.
std::vector<ResampledScores> resample(const Metric& metric, std::span<const Statistics> tables,
                                      int64_t samples, Pcg64& random) {
  constexpr size_t kBlockDraws = size_t{1} << 20;
  const size_t rows = tables.front().rows();
  DRAGOMAN_CHECK(rows > 0, "nothing to resample");
  const std::vector<FloatTable> floats(tables.begin(), tables.end());
  const auto block = static_cast<int64_t>(std::max<size_t>(kBlockDraws / rows, 16));
  const auto count = static_cast<size_t>(samples);
  std::vector<ResampledScores> scores(tables.size());
  for (ResampledScores& one : scores) one.values.resize(count);
  std::vector<std::atomic<bool>> single(tables.size());
  for (auto& one : single) one = true;
  std::vector<uint32_t> drawn;
  for (int64_t first = 0; first < samples; first += block) {
    const int64_t size = std::min(block, samples - first);
    drawn.resize(static_cast<size_t>(size) * rows);
    random.fill_below(static_cast<uint32_t>(rows), drawn);
    parallel_for(size, [&](int64_t i) {
      const auto part = std::span(drawn).subspan(static_cast<size_t>(i) * rows, rows);
      const auto sample = static_cast<size_t>(first + i);
      for (size_t t = 0; t < tables.size(); ++t) {
        const auto sums = floats[t].sum(part);
        scores[t].values[sample] = metric.score(sums, Arithmetic::kFloat32);
        if (!metric.stays_single(sums)) single[t] = false;
      }
    });
  }
  for (size_t t = 0; t < tables.size(); ++t) scores[t].single = single[t];
  return scores;
}

}  // namespace

std::vector<ResampledScores> bootstrap_scores(const Metric& metric,
                                              std::span<const Statistics> tables,
                                              const Resampling& resampling) {
  Pcg64 random(resampling.seed);
  return resample(metric, tables, resampling.samples, random);
}

ResampledScores bootstrap_scores(const Metric& metric, const Statistics& statistics,
                                 const Resampling& resampling) {
  return std::move(bootstrap_scores(metric, std::span(&statistics, 1), resampling).front());
}

Interval interval_of(const ResampledScores& scores) {
  return scores.single ? interval_of<float>(scores.values) : interval_of<double>(scores.values);
}

double bootstrap_p_value(const ResampledScores& baseline, const ResampledScores& system,
                         double observed) {
  const int64_t exceeding = system.single && baseline.single
                                ? count_exceeding<float>(baseline, system, observed)
                                : count_exceeding<double>(baseline, system, observed);
  return p_value(exceeding, static_cast<int64_t>(system.values.size()));
}

Interval confidence_interval(const Metric& metric, const Statistics& statistics,
                             const Resampling& resampling) {
  const ResampledScores scores = bootstrap_scores(metric, statistics, resampling);
  Interval interval = interval_of(scores);
  long double sum = 0.0L;  // the mean is the exact one, rounded once
  for (const double value : scores.values) sum += value;
  const long double mean = sum / static_cast<long double>(scores.values.size());
  interval.mean =
      scores.single ? static_cast<double>(static_cast<float>(mean)) : static_cast<double>(mean);
  return interval;
}

Interval paired_interval(const Metric& metric, const Statistics& statistics,
                         const Resampling& resampling) {
  return interval_of(bootstrap_scores(metric, statistics, resampling));
}

std::vector<PairedResult> paired_bootstrap(const Metric& metric, std::span<const Statistics> tables,
                                           const Resampling& resampling) {
  const std::vector<ResampledScores> resampled = bootstrap_scores(metric, tables, resampling);
  std::vector<PairedResult> results;
  for (size_t s = 0; s < tables.size(); ++s) {
    DRAGOMAN_CHECK(tables[s].rows() == tables[0].rows(), "paired systems have the same sentences");
    results.push_back({metric.score(tables[s].sums()), 1.0, interval_of(resampled[s])});
    const double observed = std::abs(results.front().score - results.back().score);
    if (s > 0) results.back().p_value = bootstrap_p_value(resampled[0], resampled[s], observed);
  }
  return results;
}

PairedResult paired_bootstrap(const Metric& metric, const Statistics& baseline,
                              const Statistics& system, const Resampling& resampling) {
  const std::array tables{baseline, system};
  return paired_bootstrap(metric, tables, resampling).back();
}

PairedResult paired_randomization(const Metric& metric, const Statistics& baseline,
                                  const Statistics& system, const Resampling& resampling,
                                  int64_t interval_samples) {
  DRAGOMAN_CHECK(baseline.rows() == system.rows(), "paired systems have the same sentences");
  const auto baseline_sums = baseline.sums();
  const auto system_sums = system.sums();
  const double score = metric.score(system_sums);
  const double observed = std::abs(metric.score(baseline_sums) - score);
  const auto differences = row_differences(baseline, system);
  const size_t width = baseline.width();

  Pcg64 random(resampling.seed);
  std::vector<double> moved(width);
  std::vector<double> first(width);
  std::vector<double> second(width);
  int64_t exceeding = 0;
  for (int64_t trial = 0; trial < resampling.samples; ++trial) {
    std::fill(moved.begin(), moved.end(), 0.0);
    for (size_t i = 0; i < baseline.rows(); ++i) {
      if (!random.flip()) continue;
      for (size_t k = 0; k < width; ++k) moved[k] += differences[i * width + k];
    }
    for (size_t k = 0; k < width; ++k) {
      first[k] = system_sums[k] + moved[k];
      second[k] = baseline_sums[k] - moved[k];
    }
    const double difference = std::abs(metric.score(first, Arithmetic::kInteger) -
                                       metric.score(second, Arithmetic::kInteger));
    if (difference > observed) ++exceeding;
  }
  random.end_flips();
  std::optional<Interval> interval;
  if (interval_samples > 0)
    interval =
        interval_of(resample(metric, std::span(&system, 1), interval_samples, random).front());
  return {score, p_value(exceeding, resampling.samples), interval};
}

}  // namespace dragoman::metrics
