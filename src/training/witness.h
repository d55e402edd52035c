// The witness: a metric that no reward uses. When the reward climbs while the witness falls, the
// policy is learning to please the reward, not to translate.
#pragma once

#include <string>

#include "training/recipe.h"
#include "training/run_folder.h"

namespace dragoman::training {

// Compares an evaluation with the best witness so far and the first reward; keeps both in
// `state.watch`. Returns the alarm's text, or "".
std::string watch_witness(const EvaluationSection& evaluation, const Json& scores,
                          const Json& metrics, TrainerState& state);

}  // namespace dragoman::training
