// Many references as one: sums of statistics in time linear in the references, for decoding by
// minimum Bayes risk (DeNero, Chiang & Knight, 2009; Vamvas & Sennrich, 2024).
#pragma once

#include <span>
#include <string_view>

namespace dragoman::metrics {

// A reference, and how often it counts.
struct Counted {
  std::string_view text;
  double count = 1.0;
};

// Must not outlive the metric that made it. Any number of threads may ask.
class Aggregate {
 public:
  virtual ~Aggregate() = default;

  // The sum over the references of count times the metric's statistics against that one alone.
  virtual void statistics(std::string_view hypothesis, std::span<double> out) const = 0;
};

}  // namespace dragoman::metrics
