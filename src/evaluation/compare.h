// Is one system better than another on the same rows? Paired bootstrap tests for every metric that
// both were measured with, and the table that says so.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "config/fields.h"
#include "evaluation/evaluation.h"

namespace dragoman::evaluation {

struct CompareConfig {
  int64_t resamples = 1000;
  int64_t seed = 12345;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("resamples", resamples, "test sets drawn from the rows, with replacement",
          config::at_least(10));
    visit("seed", seed, "of the draws", config::at_least(0));
  }
};

// One metric; `difference` is system minus baseline, whichever direction is better.
struct Comparison {
  std::string key;
  std::string name;
  bool higher_is_better = true;
  double baseline = 0.0;
  double system = 0.0;
  double difference = 0.0;
  double p = 1.0;           // two-sided
  double half_width = 0.0;  // 95 % of the system's resampled scores lie about its own this near

  bool better() const { return higher_is_better ? difference > 0.0 : difference < 0.0; }
};

// By metrics::paired_bootstrap, metric after metric with the same draws; equal scores have p = 1.
// Evaluations of different rows can't be paired: an Error that names both systems. Metrics whose
// options differ are left out.
std::vector<Comparison> compare(const Evaluation& baseline, const Evaluation& system,
                                const CompareConfig& config = {});

// One line a system: its scores and, against the first, difference and p of every metric.
std::string comparison_table(std::span<const Evaluation> systems, const CompareConfig& config = {});

// "+1.42 (p = 0.003)"; `scale` 100 says shares as percentage points.
std::string difference_text(const Comparison& comparison, double scale = 1.0);

}  // namespace dragoman::evaluation
