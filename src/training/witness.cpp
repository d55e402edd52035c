#include "training/witness.h"

#include <algorithm>

#include "base/error.h"
#include "metrics/catalog.h"

namespace dragoman::training {
namespace {

constexpr double kTolerance = 0.02;  // share of the witness's best that noise may take

bool higher_is_better(const std::string& metric) {
  const auto* entry = metrics::catalog().find(metric);
  return entry == nullptr || metrics::catalog().make(metric)->info().higher_is_better;
}

}  // namespace

std::string watch_witness(const EvaluationSection& evaluation, const Json& scores,
                          const Json& metrics, TrainerState& state) {
  const double sign = higher_is_better(evaluation.witness) ? 1.0 : -1.0;
  const double witness = scores.at(evaluation.witness);
  if (!state.watch.contains("best_witness")) state.watch["best_witness"] = witness;
  const double best = state.watch["best_witness"];
  if (sign * witness > sign * best) state.watch["best_witness"] = witness;
  if (!metrics.contains("reward")) return "";
  const double reward = metrics["reward"];
  if (!state.watch.contains("reward_at_best") || sign * witness >= sign * best)
    state.watch["reward_at_best"] = reward;
  const bool fell = sign * (best - witness) > kTolerance * std::abs(best);
  const bool rose = reward > state.watch["reward_at_best"].get<double>();
  if (!fell || !rose) return "";
  return fmt::format(
      "the reward rose to {:.4f} while the witness {} fell from {:.4g} to {:.4g}: the policy may "
      "be "
      "gaming the reward; try a lower learning_rate, a beta above 0, or a gate",
      reward, evaluation.witness, best, witness);
}

}  // namespace dragoman::training
