#include "oracles/minimal_editor.h"

#include <algorithm>
#include <span>
#include <vector>

#include "metrics/alignment.h"
#include "metrics/edit_distance.h"

namespace dragoman::oracles {
namespace {

using metrics::Aligned;
using metrics::Unit;

// Equal characters between two stretches that are too few to part them.
constexpr size_t kBridge = 1;

// Steps [begin, end) differ, or are few enough to be counted as part of what does.
struct Difference {
  size_t begin = 0;
  size_t end = 0;
};

// Each word is judged by itself, characters with the others around them.
std::vector<Difference> differences_of(const std::vector<Aligned>& steps, bool words) {
  std::vector<Difference> found;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].kept) continue;
    if (!words && !found.empty() && i - found.back().end <= kBridge)
      found.back().end = i + 1;
    else
      found.push_back({i, i + 1});
  }
  return found;
}

class Edit {
 public:
  Edit(std::vector<Unit> draft, std::vector<Unit> target, const MinimalEditConfig& config)
      : draft_(std::move(draft)),
        target_(std::move(target)),
        config_(config),
        steps_(metrics::align(draft_, target_)) {}

  // The units after one pass; `changed` says whether any stretch was replaced.
  std::vector<Unit> pass(bool& changed) const {
    changed = false;
    std::vector<Unit> units;
    size_t at = 0;
    for (const auto& [begin, end] : differences_of(steps_, config_.unit == "word")) {
      append(units, at, begin, &Aligned::before);
      const bool far = similarity(begin, end) < config_.threshold;
      append(units, begin, end, far ? &Aligned::after : &Aligned::before);
      changed = changed || far;
      at = end;
    }
    append(units, at, steps_.size(), &Aligned::before);
    return units;
  }

 private:
  void append(std::vector<Unit>& units, size_t begin, size_t end, int64_t Aligned::*side) const {
    const auto& from = side == &Aligned::before ? draft_ : target_;
    for (size_t i = begin; i < end; ++i)
      if (steps_[i].*side >= 0) units.push_back(from[static_cast<size_t>(steps_[i].*side)]);
  }

  double similarity(size_t begin, size_t end) const {
    std::vector<Unit> units;
    append(units, begin, end, &Aligned::before);
    const std::string before = metrics::join_units(units, config_.unit);
    units.clear();
    append(units, begin, end, &Aligned::after);
    return 1.0 -
           metrics::edit_distance(before, metrics::join_units(units, config_.unit)).normalized();
  }

  std::vector<Unit> draft_;
  std::vector<Unit> target_;
  const MinimalEditConfig& config_;
  std::vector<Aligned> steps_;
};

}  // namespace

// A text that was edited may be aligned differently, so passes go on until none changes anything;
// each that does comes nearer to the target.
std::string edit_minimally(std::string_view draft, std::string_view target,
                           const MinimalEditConfig& config) {
  const std::vector<Unit> wanted = metrics::split_units(target, config.unit);
  std::vector<Unit> units = metrics::split_units(draft, config.unit);
  bool edited = false;
  for (bool changed = true; changed;) {
    units = Edit(units, wanted, config).pass(changed);
    edited = edited || changed;
  }
  return edited ? metrics::join_units(units, config.unit) : std::string(draft);
}

}  // namespace dragoman::oracles
