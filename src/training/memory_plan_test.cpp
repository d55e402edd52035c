#include "training/memory_plan.h"

#include <gtest/gtest.h>

#include "checkpoints/parameters.h"
#include "config/recipe.h"

namespace dragoman::training {
namespace {

Recipe fresh_model(const std::string& kind) {
  Recipe recipe;
  recipe.kind = kind;
  recipe.algorithm.algorithm = config::preset(algorithms::catalog(), "grpo");
  return recipe;
}

double bytes_of(const std::string& what, const Recipe& recipe, bool draws = true) {
  for (const PlannedMemory& one : plan_memory(recipe, *planned_model(recipe), draws))
    if (one.what == what) return one.bytes;
  return 0.0;
}

TEST(MemoryPlan, CountsWeightsGradientsAndMomentsByParameter) {
  Recipe recipe = fresh_model("sft");
  const auto parameters = static_cast<double>(checkpoints::parameter_count(*planned_model(recipe)));
  EXPECT_EQ(bytes_of("weights", recipe), 4 * parameters);
  EXPECT_EQ(bytes_of("gradients", recipe), 4 * parameters);
  EXPECT_EQ(bytes_of("moments", recipe), 8 * parameters);
  recipe.trainer.optim = "adamw_8bit";
  EXPECT_EQ(bytes_of("moments", recipe), 2 * parameters);
  recipe.trainer.ema_decay = 0.9;
  EXPECT_EQ(bytes_of("average", recipe), 4 * parameters);
}

TEST(MemoryPlan, OfAnAdapterHasItsOwnGradientsAlone) {
  Recipe recipe = fresh_model("rl");
  const double whole = bytes_of("gradients", recipe);
  EXPECT_GT(bytes_of("reference", recipe), 0.0);
  recipe.model.use_peft = true;
  EXPECT_LT(bytes_of("gradients", recipe), whole / 2);
  EXPECT_EQ(bytes_of("reference", recipe), 0.0);  // it lies beneath the adapter
}

TEST(MemoryPlan, KeepsWeightsOnceMoreForDrawing) {
  Recipe recipe = fresh_model("rl");
  const double weights = bytes_of("weights", recipe);
  EXPECT_EQ(bytes_of("drawing", recipe), weights);
  recipe.rl.quantization = "int8";
  EXPECT_EQ(bytes_of("drawing", recipe), weights / 4);
  EXPECT_EQ(bytes_of("drawing", recipe, /*draws=*/false), 0.0);
}

TEST(MemoryPlan, OfLayersThatAreComputedAgainKeepsTheirInputs) {
  Recipe recipe = fresh_model("sft");
  recipe.model.num_hidden_layers = 24;
  const double all = bytes_of("activations", recipe);
  recipe.trainer.gradient_checkpointing = true;
  EXPECT_LT(bytes_of("activations", recipe), all / 2);
  recipe.trainer.max_tokens_per_batch *= 2;
  EXPECT_GT(bytes_of("activations", recipe), all / 4);
}

TEST(MemoryPlan, AddsUp) { EXPECT_EQ(total_bytes({{"weights", 3.0}, {"logits", 4.0}}), 7.0); }

TEST(MemoryPlan, SaysNothingOfACheckpointThatIsNotThere) {
  Recipe recipe = fresh_model("sft");
  recipe.model.checkpoint = "not/there";
  EXPECT_FALSE(planned_model(recipe).has_value());
}

}  // namespace
}  // namespace dragoman::training
