// Rotary position embeddings and the ways to stretch them over longer texts, as in transformers:
// linear (position interpolation), dynamic (NTK-aware, by the length of the sequence), yarn (Peng
// et al. 2023) and llama3 (Llama 3.1). No tensors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace dragoman::checkpoints {

struct RopeConfig {
  std::string type = "default";  // default, linear, dynamic, yarn, llama3
  double theta = 10000.0;
  double factor = 1.0;                                   // how much longer texts may get
  double original_length = 0;                            // tokens before stretching
  double low_freq_factor = 1.0, high_freq_factor = 4.0;  // llama3
  double beta_fast = 32.0, beta_slow = 1.0;              // yarn
  std::optional<double> attention_factor;                // yarn: of cosines and sines
  double mscale = 0.0, mscale_all_dim = 0.0;             // yarn; 0: not given
  bool truncate = true;                                  // yarn

  // Whether frequencies depend on how long the sequence is.
  bool by_length() const { return type == "dynamic"; }
  // Tokens a sequence may have, given what config.json calls max_position_embeddings.
  int64_t context_length(int64_t max_position_embeddings) const;
};

// Reads `rope_parameters` (newer files) or `rope_theta` and `rope_scaling` of a config.json's
// content. Another type, or a number out of range, is an Error naming `where` and the key.
RopeConfig parse_rope(const Json& json, int64_t max_position_embeddings, const std::string& where);

// The angle at position p of pair i is p * frequencies[i]; cosines and sines are scaled by `scale`.
struct RopeFrequencies {
  std::vector<float> frequencies;  // [head_dim / 2]
  float scale = 1.0F;
};

// Of a sequence of `length` tokens; the length matters only where `by_length` says so.
RopeFrequencies rope_frequencies(const RopeConfig& config, int64_t head_dim, int64_t length);

}  // namespace dragoman::checkpoints
