// Seconds of each phase of a step, under verl's names.
#pragma once

#include <chrono>
#include <string>

#include "base/json.h"

namespace dragoman::training {

class Timings {
 public:
  // The time since the last lap, or since the start, belongs to `phase`; laps of one phase add up.
  // A phase "whole/part" counts for "whole", too.
  void lap(const std::string& phase);
  Json add_to(Json report) const;  // as timing_s/PHASE and timing_s/step

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  Json phases_ = Json::object();  // in the order of their first laps
};

}  // namespace dragoman::training
