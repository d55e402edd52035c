// The decoder families, each a file: what their configurations mean in terms of one description. A
// new family of known parts is one file and one line.
#pragma once

#include <functional>
#include <string_view>

#include "checkpoints/config_reader.h"
#include "checkpoints/model_config.h"

namespace dragoman::checkpoints {

struct Family {
  const char* model_type;    // as config.json names it
  const char* architecture;  // its class in transformers
  // Fills what the family decides; sizes have been read already, and rope where all layers share
  // it.
  void (*read)(const ConfigReader& reader, ModelConfig& config);
  const char* activation_key = "hidden_act";
  bool own_rope = false;        // `read` fills `rope`, too
  const char* defaults = "{}";  // what a multimodal model's section may leave out, as JSON
};

// Null: not known.
const Family* known_family(std::string_view model_type);

// An unknown one is the user's error, and names `where` and those that are known.
const Family& find_family(std::string_view model_type, const std::string& where);

// Pieces that families share.

// Fills `windows`: by "layer_types" if it is there, else by the family's rule.
using IsLocal = std::function<bool(int64_t layer)>;
void read_windows(const ConfigReader& reader, int64_t window, const IsLocal& is_local,
                  ModelConfig& config);

// `activation_key`, which must be `known`.
void read_activation(const ConfigReader& reader, const char* key, const char* known,
                     ModelConfig& config);

// What Qwen2 and Qwen3 have in common: a window, where it is switched on, in the upper layers.
void read_qwen_windows(const ConfigReader& reader, ModelConfig& config);

// What Gemma 2 and 3 have in common.
void read_gemma(const ConfigReader& reader, ModelConfig& config);

}  // namespace dragoman::checkpoints
