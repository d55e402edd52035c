// The memory that a run will take, from its recipe and the sizes of its model, before anything is
// loaded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checkpoints/model_config.h"
#include "training/recipe.h"

namespace dragoman::training {

struct PlannedMemory {
  std::string what;  // "weights", "gradients"
  double bytes = 0.0;
};

// Of what is there at once in a step, in the order of its making; nothing of zero bytes. `draws`:
// completions are drawn from the weights, which keeps them a second time in the kernels' layout.
std::vector<PlannedMemory> plan_memory(const Recipe& recipe, const checkpoints::ModelConfig& model,
                                       bool draws);
double total_bytes(const std::vector<PlannedMemory>& plan);

// The model that the recipe trains; nothing where its checkpoint is not there yet, or an adapter.
std::optional<checkpoints::ModelConfig> planned_model(const Recipe& recipe);

}  // namespace dragoman::training
