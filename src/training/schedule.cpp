#include "training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dragoman::training {

double learning_rate_at(const Schedule& schedule, int64_t step) {
  if (step < schedule.warmup_steps)
    return schedule.peak * static_cast<double>(step + 1) /
           static_cast<double>(schedule.warmup_steps);
  if (schedule.type == "constant") return schedule.peak;
  const double span =
      schedule.decay_ratio * static_cast<double>(schedule.total_steps - schedule.warmup_steps);
  const double progress =
      std::min(1.0, static_cast<double>(step - schedule.warmup_steps) / std::max(1.0, span));
  const double decay = schedule.type == "linear"
                           ? 1.0 - progress
                           : 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  return schedule.peak * (schedule.floor_ratio + (1.0 - schedule.floor_ratio) * decay);
}

}  // namespace dragoman::training
