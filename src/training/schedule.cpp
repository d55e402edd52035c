#include "training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dragoman::training {

namespace {

// From 1 to 0 as `progress` goes from 0 to 1.
double fallen(const std::string& type, double progress) {
  if (type == "linear") return 1.0 - progress;
  if (type == "1-sqrt") return 1.0 - std::sqrt(progress);
  return 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
}

}  // namespace

double learning_rate_at(const Schedule& schedule, int64_t step) {
  if (step < schedule.warmup_steps)
    return schedule.peak * static_cast<double>(step + 1) /
           static_cast<double>(schedule.warmup_steps);
  if (schedule.type == "constant") return schedule.peak;
  const bool stable = schedule.type == "warmup_stable_decay";
  const auto after = static_cast<double>(schedule.total_steps - schedule.warmup_steps);
  const double span =
      stable ? static_cast<double>(schedule.decay_steps) : schedule.decay_ratio * after;
  const double since = static_cast<double>(step - schedule.warmup_steps) -
                       (stable ? std::max(0.0, after - span) : 0.0);
  const double progress = std::clamp(since / std::max(1.0, span), 0.0, 1.0);
  const double decay = fallen(stable ? schedule.decay_type : schedule.type, progress);
  return schedule.peak * (schedule.floor_ratio + (1.0 - schedule.floor_ratio) * decay);
}

}  // namespace dragoman::training
