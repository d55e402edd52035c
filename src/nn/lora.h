// Low-rank adapters in training (Hu et al., 2022): y = W x + scale * B A x, where W is frozen. The
// inputs of A are dropped out in the training forward alone.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "checkpoints/lora_config.h"
#include "nn/named_tensor.h"
#include "nn/weights.h"

namespace dragoman::nn {

class Lora {
 public:
  // Fresh pairs, as PEFT makes them: A uniform within 1 / sqrt(in), drawn from `stream`; B zero.
  // A module that the model does not have is an Error naming those that it has.
  Lora(const Weights& base, const checkpoints::LoraConfig& config, const Rng& stream);
  // The pairs of an adapter's folder.
  Lora(const Weights& base, const std::filesystem::path& folder);

  // Three views that share what they can: with pairs beside the frozen weights, with their products
  // added to them, and without them.
  const std::shared_ptr<Weights>& training() const { return training_; }
  const std::shared_ptr<Weights>& merged() const { return merged_; }
  const Weights& base() const { return base_; }

  double dropout() const { return config_.dropout; }
  const std::vector<NamedTensor>& parameters() const { return trained_; }  // in a fixed order
  void merge();                                                            // after they changed

  // A folder in PEFT's layout. What is loaded must have the same modules and shapes.
  void save(const std::filesystem::path& folder) const;
  void load(const std::filesystem::path& folder);

 private:
  struct Pair {
    std::string module;
    Linear* base = nullptr;
    Linear* merged = nullptr;
    LowRank* change = nullptr;
  };

  void take_views(const Weights& base);
  void add_pairs(const checkpoints::LoraConfig& config, const Rng& stream);
  void add_pair(const std::string& module, at::Tensor a, at::Tensor b);
  void add_whole(const std::string& module);
  std::vector<std::string> known_modules() const;

  checkpoints::LoraConfig config_;
  std::string where_;  // for messages
  Weights base_;
  std::shared_ptr<Weights> training_;
  std::shared_ptr<Weights> merged_;
  std::vector<Pair> pairs_;
  std::vector<NamedTensor> trained_;  // float32, by their names in the adapter's file
};

}  // namespace dragoman::nn
