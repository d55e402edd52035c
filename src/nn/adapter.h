// LoRA adapters in PEFT's layout (adapter_config.json, adapter_model.safetensors or .bin), added to
// the weights they were trained on (Hu et al., 2022; rank-stabilised: Kalajdzievski, 2023).
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "checkpoints/lora_config.h"
#include "checkpoints/weights_file.h"
#include "nn/weights.h"

namespace dragoman::nn {

// Changes weights one at a time. What a folder asks and can't be done (DoRA, biases, another method
// than LoRA, a tensor that fits nothing) is an Error that names it.
class Adapter {
 public:
  // `tied`: the model's head is its embedding, which then can't be adapted.
  Adapter(const std::filesystem::path& folder, bool tied);

  bool concerns(const std::string& weight) const;
  // W + scale * B A of a float32 weight, or the whole weight that was saved in its place, in place.
  void apply(const std::string& weight, at::Tensor& tensor);
  // After every weight was visited: whatever was of no use is an Error.
  void check_used() const;

 private:
  struct Pair {
    std::string module, a, b;  // the tensors' names
    bool embedding = false;    // its matrix is the other way round
  };

  void sort(const std::string& name);
  void add_pair(const Pair& pair, at::Tensor& weight) const;
  void replace(const std::string& name, at::Tensor& weight) const;
  at::Tensor read(const std::string& name) const;
  [[noreturn]] void refuse(const std::string& name) const;

  std::filesystem::path folder_;
  checkpoints::LoraConfig config_;
  checkpoints::WeightsFile file_;
  bool tied_;
  std::map<std::string, Pair> pairs_;         // by the weight's name
  std::map<std::string, std::string> whole_;  // weight -> tensor that replaces it
  std::set<std::string> unused_;              // weights that were not visited yet
};

// The adapter's changes in all weights.
void add_adapter(Weights& weights, const std::filesystem::path& folder);

}  // namespace dragoman::nn
