// What an encoder is made of: BERT (Devlin et al. 2019), RoBERTa and XLM-R (Conneau et al. 2020;
// InfoXLM is one), seen as one description. Read from a Hugging Face config.json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "checkpoints/config_reader.h"

namespace dragoman::checkpoints {

struct EncoderConfig {
  std::string model_type;
  std::string prefix;  // that a model with a head puts before the names of the encoder's tensors
  int64_t vocab_size = 0;
  int64_t hidden_size = 0;
  int64_t intermediate_size = 0;
  int64_t num_hidden_layers = 0;
  int64_t num_attention_heads = 0;
  int64_t max_position_embeddings = 0;  // rows of the table
  int64_t type_vocab_size = 0;
  int64_t pad_token_id = 0;
  double layer_norm_eps = 1e-12;
  // Positions count the tokens that are no padding, from pad_token_id + 1; else they count all,
  // from 0.
  bool positions_behind_padding = false;

  int64_t first_position() const { return positions_behind_padding ? pad_token_id + 1 : 0; }
  // Tokens that a sequence may have.
  int64_t context_length() const { return max_position_embeddings - first_position(); }
};

// How the vectors of a sentence's tokens become one.
enum class Pooling { kMean, kMax, kFirst };

struct EncoderFamily {
  const char* model_type;  // as config.json names it
  // Fills what the family decides; sizes have been read already.
  void (*read)(const ConfigReader& reader, EncoderConfig& config);
};

// Whether config.json describes an encoder.
bool is_encoder(const Json& json);

// Reads config.json's content. What is asked for and can't be done (another architecture, another
// activation, relative positions) is an Error that names it; `where` is the file's name.
EncoderConfig parse_encoder_config(const Json& json, const std::string& where);

}  // namespace dragoman::checkpoints
