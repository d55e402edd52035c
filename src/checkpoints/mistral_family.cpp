// Mistral: Llama without biases; the first release looks back over a window in every layer.
#include "checkpoints/family.h"

namespace dragoman::checkpoints {
namespace {

void read_mistral(const ConfigReader& reader, ModelConfig& config) {
  const auto window = reader.optional<int64_t>("sliding_window", 4096);
  if (window)
    read_windows(
        reader, reader.size("sliding_window", 4096), [](int64_t) { return true; }, config);
  read_activation(reader, "hidden_act", "silu", config);
}

}  // namespace

Family mistral() { return {"mistral", "MistralForCausalLM", &read_mistral}; }

}  // namespace dragoman::checkpoints
