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
  const int64_t span = std::max<int64_t>(1, schedule.total_steps - schedule.warmup_steps);
  const double progress =
      std::min(1.0, static_cast<double>(step - schedule.warmup_steps) / static_cast<double>(span));
  const double decay = schedule.type == "linear"
                           ? 1.0 - progress
                           : 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  return schedule.peak * (schedule.floor_ratio + (1.0 - schedule.floor_ratio) * decay);
}

}  // namespace dragoman::training
