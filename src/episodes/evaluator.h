// A judge of single translations that no corpus metric can replace, seen from below: a world that
// parses the hypothesis, an answer checker. Implementations live above and are wired by `cli`.
#pragma once

#include <optional>
#include <string_view>

#include "data/row.h"

namespace dragoman::episodes {

// Deterministic; `score` may be called from several threads at once.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  virtual std::string_view name() const = 0;  // as metrics.jsonl says it: "meaning_accuracy"
  // Higher is better, usually 0 … 1; nullopt for a row that it can't judge (it counts nowhere).
  virtual std::optional<double> score(const data::Row& row, std::string_view hypothesis) const = 0;
};

}  // namespace dragoman::episodes
