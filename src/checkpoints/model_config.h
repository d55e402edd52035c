// What a decoder is made of: one description for all families (nn/family.h). Read from and written
// to a Hugging Face config.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "checkpoints/rope.h"
#include "text/token.h"

namespace dragoman::checkpoints {

struct ModelConfig {
  std::string model_type = "llama";  // a family's name
  std::string part_of;               // the multimodal model whose text decoder this is; or ""
  int64_t vocab_size = 0;
  int64_t hidden_size = 0;
  int64_t intermediate_size = 0;
  int64_t num_hidden_layers = 0;
  int64_t num_attention_heads = 0;
  int64_t num_key_value_heads = 0;
  int64_t head_dim = 0;
  int64_t max_position_embeddings = 0;
  double rms_norm_eps = 1e-6;
  RopeConfig rope;
  bool tie_word_embeddings = false;
  bool query_key_value_bias = false;
  bool output_bias = false;  // of the attention's output projection
  bool mlp_bias = false;
  bool query_key_norm = false;           // RMS norm of every head's queries and keys (Qwen3)
  bool norm_offset = false;              // norms multiply by 1 + weight (Gemma)
  bool sandwich_norms = false;           // norms behind attention and feed-forward, too (Gemma)
  std::string hidden_act = "silu";       // silu, gelu_pytorch_tanh
  double embedding_scale = 1.0;          // of the embeddings that go in
  double query_scale = 1.0;              // of the attention's logits
  double attention_cap = 0.0;            // these become cap * tanh(logit / cap); 0: they don't
  double logit_cap = 0.0;                // likewise for the model's own logits
  std::vector<int64_t> windows;          // by layer: tokens attended to, oneself included; 0: all
  std::optional<RopeConfig> local_rope;  // of layers with a window, where it differs
  bool language_head = true;  // logits; false: a reward model, with a score in their place
  bool score_head = false;    // one score a token
  double initializer_range = 0.02;
  std::string dtype = "float32";  // of the files: float32, bfloat16, float16
  std::vector<TokenId> eos_token_ids;
  Json generation;  // generation_config.json as it was read; null where there was none
  Json source;      // config.json (of the decoder) as it was read; unknown keys survive a save

  int64_t context_length() const {
    return local_rope ? max_position_embeddings : rope.context_length(max_position_embeddings);
  }
  int64_t window(size_t layer) const { return windows.empty() ? 0 : windows[layer]; }
  int64_t query_size() const { return num_attention_heads * head_dim; }
  int64_t key_value_size() const { return num_key_value_heads * head_dim; }
};

// Reads config.json's content. What is asked for and can't be done (quantised weights, another
// architecture) is an Error that names it; `where` is the file's name.
ModelConfig parse_model_config(const Json& json, const std::string& where);

// Takes the end tokens, one or a list, of a config.json or generation_config.json; without the key
// the known ones stay. So whichever file is read last wins.
void read_end_tokens(const Json& json, const std::string& where, ModelConfig& config);

// config.json: everything that `source` held, the dtype, and what was not in it.
Json to_json(const ModelConfig& config);

}  // namespace dragoman::checkpoints
