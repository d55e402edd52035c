// A whole training run, from a recipe to a run folder.
#pragma once

#include <optional>
#include <string>

#include "training/recipe.h"

namespace dragoman::training {

struct TrainRequest {
  Recipe recipe;
  std::string recipe_text;  // as given, for the run folder
  bool resume = false;      // go on from the newest checkpoint in the run folder
  std::optional<int64_t> stop_at = std::nullopt;  // ends there, without evaluations and saves
};

// Trains and returns the run folder. A folder that already holds a run is an Error unless it is
// resumed; resuming without a checkpoint is one, too.
Path train(const TrainRequest& request);

// What the run would do: steps, tokens, parameters and memory, as text. Reads nothing.
std::string plan_text(const Recipe& recipe);

// How long the run would take on this machine, from a few seconds of its own work: optimizer steps,
// sampling and evaluation on a little of its data, scaled. The data must be there; a checkpoint
// that is not is taken to have the recipe's sizes. Others at work on the machine count.
double estimated_seconds(const Recipe& recipe);

}  // namespace dragoman::training
