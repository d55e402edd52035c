// Two measures that should rise together: what a policy is paid for, and what it is for. When the
// first rises while the second falls, the policy has learned to please whoever pays.
#pragma once

#include <string>

#include "base/json.h"

namespace dragoman::training {

struct DivergenceSettings {
  std::string rising;  // names of metrics; nothing is watched where one is empty
  std::string falling;
  double most = 0.05;  // share of its best that the second may fall by
};

// Both are smoothed over about ten steps; a step without one of them keeps what was seen last.
class Divergence {
 public:
  explicit Divergence(DivergenceSettings settings) : settings_(std::move(settings)) {}

  // The alarm that this step raises, a sentence, or ""; raised again only after it was well.
  std::string observe(const Json& metrics);

  Json state() const;
  void set_state(const Json& state);

 private:
  struct Smoothed {
    double value = 0.0;
    int64_t seen = 0;

    void add(double next);
  };

  DivergenceSettings settings_;
  Smoothed rising_, falling_;
  double best_ = 0.0;            // of `falling_`
  double rising_at_best_ = 0.0;  // `rising_` as it was then
  bool raised_ = false;
};

}  // namespace dragoman::training
