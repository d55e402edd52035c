// Qwen3: every head's queries and keys are normed.
#include "checkpoints/family.h"

namespace dragoman::checkpoints {
namespace {

void read_qwen3(const ConfigReader& reader, ModelConfig& config) {
  config.query_key_value_bias = config.output_bias = reader.get("attention_bias", false);
  config.query_key_norm = true;
  read_qwen_windows(reader, config);
  read_activation(reader, "hidden_act", "silu", config);
}

}  // namespace

Family qwen3() { return {"qwen3", "Qwen3ForCausalLM", &read_qwen3}; }

}  // namespace dragoman::checkpoints
