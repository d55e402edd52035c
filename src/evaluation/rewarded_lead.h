// What a rewarded metric hides. A system that was trained to please a metric leads by it; whether
// it also translates better, only metrics that no reward used can say. At WMT25, In2x (arXiv
// 2508.14472) had the best AutoRank of five systems and the lowest human score.
#pragma once

#include <string>
#include <vector>

#include "evaluation/system_comparison.h"

namespace dragoman::evaluation {

// What a metric that the leader was not rewarded with says of the pair, by the paired test.
struct WitnessVerdict {
  enum class Kind { kBetter, kLevel, kWorse };

  size_t metric = 0;
  Kind kind = Kind::kLevel;
  double difference = 0.0;  // score of the leader less that of the other
  double p = 1.0;           // adjusted
};

// `system` is significantly better than `other` by a metric that it was rewarded with.
struct RewardedLead {
  size_t metric = 0;
  size_t system = 0;
  size_t other = 0;
  double difference = 0.0;  // as above
  double p = 1.0;
  std::vector<WitnessVerdict> witnesses;  // none: every metric was rewarded

  bool is_contradicted() const;  // a witness is significantly worse
  bool is_suspicious() const;    // that, or there are witnesses and none is significantly better
};

// All leads, followed or not; by system in the order of the comparison.
std::vector<RewardedLead> rewarded_leads(const SystemComparison& comparison);

// One sentence a suspicious lead: by how much it leads, what the others say, and the ranks.
std::vector<std::string> warnings(const SystemComparison& comparison);

// Why there can be no warnings though something was rewarded: no witness. "" where there is one.
std::string missing_witness(const SystemComparison& comparison);

}  // namespace dragoman::evaluation
