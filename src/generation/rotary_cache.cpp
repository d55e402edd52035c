#include "generation/rotary_cache.h"

#include <cmath>

namespace dragoman::generation {

RotaryCache::RotaryCache(const checkpoints::RopeConfig& config, int64_t head_dim)
    : config_(config), head_dim_(head_dim), half_(static_cast<size_t>(head_dim) / 2) {
  if (!config_.by_length()) fixed_ = checkpoints::rope_frequencies(config_, head_dim_, 0);
}

void RotaryCache::append(const checkpoints::RopeFrequencies& rope, int64_t position) {
  std::vector<float> sines;
  for (const float frequency : rope.frequencies) {
    const float angle = static_cast<float>(position) * frequency;
    table_.push_back(std::cos(angle) * rope.scale);
    sines.push_back(std::sin(angle) * rope.scale);
  }
  table_.insert(table_.end(), sines.begin(), sines.end());
}

void RotaryCache::prepare(std::span<const StepRow> rows) {
  places_.clear();
  if (config_.by_length()) {
    table_.clear();
    for (const StepRow& row : rows) {
      places_.push_back(table_.size());
      append(checkpoints::rope_frequencies(config_, head_dim_, row.length), row.position);
    }
    return;
  }
  for (const StepRow& row : rows) {
    const size_t place = static_cast<size_t>(row.position) * 2 * half_;
    while (table_.size() <= place)
      append(fixed_, static_cast<int64_t>(table_.size() / (2 * half_)));
    places_.push_back(place);
  }
}

}  // namespace dragoman::generation
