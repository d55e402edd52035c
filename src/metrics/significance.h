// Is the difference of two systems more than chance? Bootstrap intervals, the paired bootstrap
// (Koehn, 2004, in the centred form of Moses) and paired approximate randomisation (Riezler and
// Maxwell, 2005), with the random numbers and the rounding of sacreBLEU 2.6.0 under NumPy 2, so
// that p-values are the same to the last digit. Everything works on sentence statistics.
#pragma once

#include <cstdint>
#include <optional>

#include "metrics/corpus.h"

namespace dragoman::metrics {

inline constexpr uint64_t kDefaultSeed = 12345;
inline constexpr int64_t kDefaultBootstrapSamples = 1000;
inline constexpr int64_t kDefaultRandomizationTrials = 10000;

struct Resampling {
  int64_t samples = kDefaultBootstrapSamples;
  uint64_t seed = kDefaultSeed;
};

// mean ± half_width holds 95 % of the resampled scores.
struct Interval {
  double mean = 0.0;
  double half_width = 0.0;
};

struct PairedResult {
  double score = 0.0;                // of the system that is compared with the baseline
  double p_value = 1.0;              // two-sided
  std::optional<Interval> interval;  // of the system; bootstrap only
};

// Scores of corpora drawn with replacement, in the order of drawing.
struct ResampledScores {
  std::vector<double> values;
  bool single = true;  // the array that would hold them is of single precision
};
ResampledScores bootstrap_scores(const Metric& metric, const Statistics& statistics,
                                 const Resampling& resampling);

// Of several systems, for which the same sentences are drawn: what the function above gives for
// each, in the time of one drawing.
std::vector<ResampledScores> bootstrap_scores(const Metric& metric,
                                              std::span<const Statistics> tables,
                                              const Resampling& resampling);

// For one system. Tables must not be empty, here and below.
Interval confidence_interval(const Metric& metric, const Statistics& statistics,
                             const Resampling& resampling);

// As the paired tests report it: the same, but its mean is rounded like a NumPy array's.
Interval paired_interval(const Metric& metric, const Statistics& statistics,
                         const Resampling& resampling);

Interval interval_of(const ResampledScores& scores);  // as paired_interval

// The test below on scores that are there already; `observed` is the difference of the systems.
double bootstrap_p_value(const ResampledScores& baseline, const ResampledScores& system,
                         double observed);

// p = (1 + samples whose centred difference exceeds the observed one) / (1 + samples). The first
// system is the baseline, and its p-value means nothing.
std::vector<PairedResult> paired_bootstrap(const Metric& metric, std::span<const Statistics> tables,
                                           const Resampling& resampling);
PairedResult paired_bootstrap(const Metric& metric, const Statistics& baseline,
                              const Statistics& system, const Resampling& resampling);

// p = (1 + trials whose difference exceeds the observed one) / (1 + trials), where a trial swaps
// the two systems' outputs sentence by sentence with probability one half. With
// `interval_samples`, the system's interval is drawn afterwards from the same stream.
PairedResult paired_randomization(const Metric& metric, const Statistics& baseline,
                                  const Statistics& system, const Resampling& resampling,
                                  int64_t interval_samples = 0);

}  // namespace dragoman::metrics
