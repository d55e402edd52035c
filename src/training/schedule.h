// Learning rates over optimizer steps. Names are TRL's `lr_scheduler_type`.
#pragma once

#include <cstdint>
#include <string>

namespace dragoman::training {

struct Schedule {
  std::string type = "cosine";  // cosine, linear, constant, warmup_stable_decay
  double peak = 0.0;            // learning rate after the warm-up
  double floor_ratio = 0.0;     // of `peak`, where all but constant end
  int64_t warmup_steps = 0;     // linear from 0; step 0 already moves
  int64_t total_steps = 1;
  double decay_ratio = 1.0;  // share of the steps after the warm-up in which it falls
  // Of warmup_stable_decay, as in transformers:
  int64_t decay_steps = 0;            // the last ones, in which it falls
  std::string decay_type = "linear";  // linear, cosine, 1-sqrt
};

// The learning rate of optimizer step `step`, counted from 0. Accumulation does not move it.
double learning_rate_at(const Schedule& schedule, int64_t step);

}  // namespace dragoman::training
