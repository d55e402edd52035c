// Gemma 3, the text model: as Gemma 2 without caps, with normed queries and keys; five of six
// layers have a window and rotary frequencies of their own.
#include "checkpoints/family.h"

namespace dragoman::checkpoints {
namespace {

// Of transformers' Gemma3TextConfig.
constexpr const char* kDefaults = R"({
  "vocab_size": 262208, "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
  "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
  "max_position_embeddings": 131072})";

constexpr double kGlobalTheta = 1e6;
constexpr double kLocalTheta = 1e4;

// The rope of one kind of layer, as parse_rope wants a config.json to say it.
RopeConfig rope_of(const ConfigReader& reader, const char* kind, double theta, Json scaling,
                   const ModelConfig& config) {
  const Json& json = reader.json();
  Json flat = {{"rope_theta", theta}};
  if (!scaling.is_null()) flat["rope_scaling"] = std::move(scaling);
  const auto parameters = json.find("rope_parameters");
  if (parameters != json.end() && parameters->is_object() && parameters->contains(kind))
    flat["rope_parameters"] = (*parameters)[kind];
  return parse_rope(flat, config.max_position_embeddings, reader.where());
}

void read_gemma3_text(const ConfigReader& reader, ModelConfig& config) {
  read_gemma(reader, config);
  config.query_key_norm = true;
  config.attention_cap = reader.get("attn_logit_softcapping", 0.0);
  config.logit_cap = reader.get("final_logit_softcapping", 0.0);
  read_windows(
      reader, reader.size("sliding_window", 4096),
      [](int64_t layer) { return (layer + 1) % 6 != 0; }, config);
  config.rope = rope_of(reader, "full_attention", reader.get("rope_theta", kGlobalTheta),
                        reader.get("rope_scaling", Json()), config);
  config.local_rope = rope_of(reader, "sliding_attention",
                              reader.get("rope_local_base_freq", kLocalTheta), Json(), config);
}

}  // namespace

Family gemma3_text() {
  return {"gemma3_text",     "Gemma3ForCausalLM",
          &read_gemma3_text, "hidden_activation",
          /*own_rope=*/true, kDefaults};
}

}  // namespace dragoman::checkpoints
