// The model that a benchmark trains or draws from: random weights of a named size, or a checkpoint.
#pragma once

#include <span>
#include <string>

#include "checkpoints/model_config.h"
#include "config/fields.h"
#include "config/problems.h"
#include "episodes/backend.h"
#include "training/recipe.h"

namespace dragoman::benchmarks {

struct SubjectConfig {
  std::string model = "tiny";
  int64_t vocab_size = 0;
  int64_t hidden_size = 0;
  int64_t num_hidden_layers = 0;
  std::string dtype = "float32";
  int64_t seed = 0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model,
          "tiny, small, qwen3-0.6b (sizes of random weights), or a checkpoint folder");
    visit("vocab_size", vocab_size, "of random weights; 0: as the size has it",
          config::at_least(0));
    visit(
        "hidden_size", hidden_size,
        "of random weights, a multiple of a head's; the rest of a layer grows with it; 0: likewise",
        config::at_least(0));
    visit("num_hidden_layers", num_hidden_layers, "of random weights; 0: likewise",
          config::at_least(0));
    visit("dtype", dtype, "arithmetic of the products",
          config::OneOf{{"float32", "bfloat16", "auto"}});
    visit("seed", seed, "of weights, tokens and draws", config::at_least(0));
  }
  void validate(config::Problems& problems) const;

  // config.json of the random weights, which end nothing; null for a folder.
  Json config_json() const;
  episodes::ModelSource source() const;
  checkpoints::ModelConfig read() const;
};

// The checkpoint, or one of the random weights, written into `folder`.
Path checkpoint_of(const SubjectConfig& config, const Path& folder);

// How it is trained, for benchmarks that do.
struct TrainedConfig {
  bool use_peft = false;
  int64_t lora_r = 16;
  std::string optim = "adamw";
  bool gradient_checkpointing = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("use_peft", use_peft, "trains a LoRA adapter of all linear layers");
    visit("lora_r", lora_r, "rank of its matrices", config::at_least(1));
    visit("optim", optim, "optimizer", config::OneOf{{"adamw", "adamw_8bit", "adafactor", "sgd"}});
    visit("gradient_checkpointing", gradient_checkpointing,
          "keeps the layers' inputs alone for the backward pass");
  }
};

// What a recipe says of them; the checkpoint is left to the caller.
training::Recipe recipe_of(const std::string& kind, const SubjectConfig& subject,
                           const TrainedConfig& trained);

// Floating point operations that the mathematics of a model asks for, two a multiplication: matrix
// products and those of attention over the tokens that are seen. Embeddings are looked up, and what
// is computed again does not count.
class ModelFlops {
 public:
  explicit ModelFlops(const checkpoints::ModelConfig& config);

  // One forward pass over a sequence's tokens from `begin` to `end`, given those before; the head
  // computes logits of `predicted` positions.
  double forward(int64_t begin, int64_t end, int64_t predicted) const;
  // Forward and backward. Where weights stay as they are (LoRA) no gradient of theirs is asked for;
  // `adapter` is the number of weights that are trained in their place, 0 without.
  double train(int64_t begin, int64_t end, int64_t predicted, int64_t adapter = 0) const;

 private:
  double seen(int64_t begin, int64_t end) const;  // by all layers: pairs of tokens

  double layers_ = 0.0;  // weights in matrices of the layers
  double head_ = 0.0;
  double query_size_ = 0.0;
  std::vector<int64_t> windows_;  // by layer
};

}  // namespace dragoman::benchmarks
