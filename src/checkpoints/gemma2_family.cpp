// Gemma 2: norms before and behind every block, scaled embeddings, capped logits, and a window in
// every other layer, the first included.
#include <cmath>

#include "checkpoints/family.h"

namespace dragoman::checkpoints {
namespace {

void read_gemma2(const ConfigReader& reader, ModelConfig& config) {
  read_gemma(reader, config);
  config.attention_cap = reader.optional<double>("attn_logit_softcapping", 50.0).value_or(0.0);
  config.logit_cap = reader.optional<double>("final_logit_softcapping", 30.0).value_or(0.0);
  read_windows(
      reader, reader.size("sliding_window", 4096), [](int64_t layer) { return layer % 2 == 0; },
      config);
}

}  // namespace

void read_gemma(const ConfigReader& reader, ModelConfig& config) {
  config.norm_offset = config.sandwich_norms = true;
  config.tie_word_embeddings = reader.get("tie_word_embeddings", true);
  config.query_key_value_bias = config.output_bias = reader.get("attention_bias", false);
  config.embedding_scale = std::sqrt(static_cast<double>(config.hidden_size));
  config.query_scale =
      1.0 / std::sqrt(static_cast<double>(reader.size("query_pre_attn_scalar", 256)));
  read_activation(reader, "hidden_activation", "gelu_pytorch_tanh", config);
  reader.refuse(reader.get("use_bidirectional_attention", false), "use_bidirectional_attention",
                "attention to what comes later");
}

Family gemma2() { return {"gemma2", "Gemma2ForCausalLM", &read_gemma2, "hidden_activation"}; }

}  // namespace dragoman::checkpoints
