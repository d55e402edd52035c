// Rewards of different spread as parts of equal say: each part less its mean, over its deviation.
#pragma once

#include <map>
#include <span>
#include <string>

#include "rewards/combine.h"

namespace dragoman::rewards {

// Mean and deviation (of the population) of each named part over these verdicts. Parts that failed
// or do not score such rows are missing, not zero.
class Scaling {
 public:
  Scaling(std::span<Verdict* const> verdicts, std::span<const std::string> labels);

  // (value - mean) / deviation; 0 where all values are the same.
  double scaled(const std::string& label, double value) const;

 private:
  struct Spread {
    double mean = 0.0;
    double deviation = 0.0;
  };
  std::map<std::string, Spread> spreads_;
};

}  // namespace dragoman::rewards
