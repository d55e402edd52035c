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
};

// Trains and returns the run folder. A folder that already holds a run is an Error unless it is
// resumed; resuming without a checkpoint is one, too.
Path train(const TrainRequest& request);

// What the run would do: steps, tokens, parameters, memory and estimated time, as text.
std::string plan_text(const Recipe& recipe);

}  // namespace dragoman::training
