#include "metrics/significance.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "metrics/pcg64.h"

namespace dragoman::metrics {
namespace {

// Sums of one table's rows over one drawn corpus, in single precision and in the order of drawing.
class FloatTable {
 public:
  explicit FloatTable(const Statistics& statistics)
      : rows_(statistics.rows()), width_(statistics.width()) {
    for (size_t i = 0; i < rows_; ++i)
      for (const double value : statistics.row(i)) values_.push_back(static_cast<float>(value));
  }

  void sum(const std::vector<uint32_t>& drawn, std::vector<double>& out) {
    sums_.assign(width_, 0.0F);
    for (const uint32_t row : drawn) {
      const float* values = &values_[row * width_];
      for (size_t k = 0; k < width_; ++k) sums_[k] += values[k];
    }
    out.assign(sums_.begin(), sums_.end());
  }

 private:
  size_t rows_;
  size_t width_;
  std::vector<float> values_;
  std::vector<float> sums_;
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

ResampledScores resample(const Metric& metric, const Statistics& statistics, int64_t samples,
                         Pcg64 random) {
  DRAGOMAN_CHECK(statistics.rows() > 0, "nothing to resample");
  FloatTable table(statistics);
  std::vector<uint32_t> drawn(statistics.rows());
  std::vector<double> sums;
  ResampledScores scores;
  for (int64_t s = 0; s < samples; ++s) {
    for (uint32_t& row : drawn) row = random.below(static_cast<uint32_t>(drawn.size()));
    table.sum(drawn, sums);
    scores.values.push_back(metric.score(sums, Arithmetic::kFloat32));
    scores.single = scores.single && metric.stays_single(sums);
  }
  return scores;
}

}  // namespace

ResampledScores bootstrap_scores(const Metric& metric, const Statistics& statistics,
                                 const Resampling& resampling) {
  return resample(metric, statistics, resampling.samples, Pcg64(resampling.seed));
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

PairedResult paired_bootstrap(const Metric& metric, const Statistics& baseline,
                              const Statistics& system, const Resampling& resampling) {
  DRAGOMAN_CHECK(baseline.rows() == system.rows(), "paired systems have the same sentences");
  const double score = metric.score(system.sums());
  const double observed = std::abs(metric.score(baseline.sums()) - score);
  const ResampledScores theirs = bootstrap_scores(metric, baseline, resampling);
  const ResampledScores ours = bootstrap_scores(metric, system, resampling);
  return {score, bootstrap_p_value(theirs, ours, observed), interval_of(ours)};
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
    interval = interval_of(resample(metric, system, interval_samples, random));
  return {score, p_value(exceeding, resampling.samples), interval};
}

}  // namespace dragoman::metrics
