// adapter_config.json of a LoRA adapter in PEFT's layout (Hu et al., 2022; rank-stabilised:
// Kalajdzievski, 2023).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace dragoman::checkpoints {

inline constexpr const char* kAdapterConfig = "adapter_config.json";
inline constexpr const char* kAdapterWeights = "adapter_model.safetensors";  // as it is written

// Modules are named as in the model: "model.layers.0.self_attn.q_proj".
struct LoraConfig {
  std::string base;  // base_model_name_or_path
  int64_t rank = 8;
  double alpha = 8.0;
  double dropout = 0.0;
  bool rank_stabilised = false;
  std::vector<std::string> target_modules;      // ends of names; one entry may be "all-linear"
  std::vector<std::string> modules_to_save;     // trained whole
  std::map<std::string, double> alpha_pattern;  // by a regular expression of the module's name
  Json source = Json::object();                 // as it was read; unknown keys survive a save

  // What B A is multiplied by; `rank` is that of the module's own pair.
  double scale(const std::string& module, int64_t rank, const std::string& where) const;
};

// What is asked for and can't be done (DoRA, biases, another method) is an Error naming the key.
LoraConfig read_lora_config(const Path& folder);

// The file of the adapter's tensors: kAdapterWeights, else adapter_model.bin, which older versions
// of PEFT wrote. Neither is an Error.
Path adapter_weights(const Path& folder);

// As PEFT reads it.
Json to_json(const LoraConfig& config);

// Whether a folder holds an adapter and no model of its own.
bool is_adapter(const Path& folder);

// The folder of the adapter's base model: as its configuration says it, or beside the adapter; an
// Error names what was looked for and says `remedy`.
Path adapter_base(const Path& adapter, const std::string& remedy);

}  // namespace dragoman::checkpoints
