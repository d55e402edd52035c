// Qwen2 and Qwen2.5: biases on queries, keys and values.
#include "checkpoints/family.h"

namespace dragoman::checkpoints {
namespace {

void read_qwen2(const ConfigReader& reader, ModelConfig& config) {
  config.query_key_value_bias = true;
  read_qwen_windows(reader, config);
  read_activation(reader, "hidden_act", "silu", config);
}

}  // namespace

void read_qwen_windows(const ConfigReader& reader, ModelConfig& config) {
  if (!reader.get("use_sliding_window", false)) return;
  const int64_t first = reader.get<int64_t>("max_window_layers", 28);
  read_windows(
      reader, reader.size("sliding_window", 4096),
      [first](int64_t layer) { return layer >= first; }, config);
}

Family qwen2() { return {"qwen2", "Qwen2ForCausalLM", &read_qwen2}; }

}  // namespace dragoman::checkpoints
