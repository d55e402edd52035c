// A world as the judge of translations into it: exact, and used by no reward.
#pragma once

#include "episodes/evaluator.h"
#include "worlds/rows.h"

namespace dragoman::evaluation {

// 1 when the hypothesis says exactly what the row says, else 0. Rows that no world made, told by
// their metadata, are not judged.
class MeaningAccuracy final : public episodes::Evaluator {
 public:
  explicit MeaningAccuracy(const worlds::World& world) : world_(world) {}

  std::string_view name() const override { return "meaning_accuracy"; }

  std::optional<double> score(const data::Row& row, std::string_view hypothesis) const override {
    if (!row.metadata.contains("meaning")) return std::nullopt;
    return worlds::meaning_accuracy(world_, row, hypothesis) ? 1.0 : 0.0;
  }

 private:
  const worlds::World& world_;
};

}  // namespace dragoman::evaluation
