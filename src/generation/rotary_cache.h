// Cosines and sines of rotary positions for the rows of a step. No tensors.
#pragma once

#include <span>
#include <vector>

#include "checkpoints/rope.h"
#include "generation/step_row.h"

namespace dragoman::generation {

class RotaryCache {
 public:
  RotaryCache(const checkpoints::RopeConfig& config, int64_t head_dim);

  // Before a step; the calls below are then for any thread.
  void prepare(std::span<const StepRow> rows);

  // Of row i of the step, [head_dim / 2] each.
  const float* cosines(size_t i) const { return table_.data() + places_[i]; }
  const float* sines(size_t i) const { return cosines(i) + half_; }

 private:
  void append(const checkpoints::RopeFrequencies& rope, int64_t position);

  checkpoints::RopeConfig config_;
  int64_t head_dim_;
  size_t half_;
  checkpoints::RopeFrequencies fixed_;  // where they don't depend on the length
  std::vector<float> table_;            // by position; or by row, where they do
  std::vector<size_t> places_;
};

}  // namespace dragoman::generation
