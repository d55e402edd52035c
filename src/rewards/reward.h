// What is good: one reward a file, and how they are combined. A reward scores finished episodes.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/row.h"
#include "episodes/episode.h"

namespace dragoman::rewards {

// One translation to be judged.
struct Judged {
  const data::Row* row = nullptr;  // source, references, languages, metadata
  std::string_view hypothesis;     // extracted by the task
  episodes::FinishReason finish = episodes::FinishReason::kStop;
};

// A gate says 1 (passes) or 0; a score is added up with its weight.
enum class RewardKind { kScore, kGate };

// Deterministic; `score` may be called from several threads at once.
class Reward {
 public:
  virtual ~Reward() = default;
  virtual RewardKind kind() const { return RewardKind::kScore; }
  // One value an item; nullopt where the reward could not be computed (a dead scorer, a NaN).
  virtual std::vector<std::optional<double>> score(std::span<const Judged> items) const = 0;
};

}  // namespace dragoman::rewards
