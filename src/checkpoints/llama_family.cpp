// Llama 1 to 3.x, and what is built like it: Tower, ALMA, EuroLLM.
#include "checkpoints/family.h"

namespace dragoman::checkpoints {
namespace {

void read_llama(const ConfigReader& reader, ModelConfig& config) {
  config.query_key_value_bias = config.output_bias = reader.get("attention_bias", false);
  config.mlp_bias = reader.get("mlp_bias", false);
  read_activation(reader, "hidden_act", "silu", config);
}

}  // namespace

Family llama() { return {"llama", "LlamaForCausalLM", &read_llama}; }

}  // namespace dragoman::checkpoints
