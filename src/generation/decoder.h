// One batch of rows decoding in step: keys and values are cached, each prompt is computed once and
// shared by its rows. B rows, K key-value heads, T cached columns, V vocabulary.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "nn/transformer.h"
#include "nn/weights.h"

namespace dragoman::generation {

// Prompts stand right-aligned in the cache, so that every row writes the same column; columns
// before a row's prompt are masked. Not thread-safe. No gradients.
class Decoder {
 public:
  Decoder(const nn::Weights& weights, at::ScalarType compute);

  // Computes the prompts and gives prompt i `copies[i]` rows, in order, with room for `new_tokens`
  // each. Returns the logits of the first new token, [B, V].
  at::Tensor start(std::span<const std::vector<TokenId>> prompts, std::span<const int64_t> copies,
                   int64_t new_tokens);

  // Appends one token to every row; returns the logits of the next, [B, V].
  at::Tensor step(const std::vector<TokenId>& tokens);

  // Keeps only these rows, in this order.
  void keep(const std::vector<int64_t>& rows);

 private:
  struct Layer {
    at::Tensor keys, values;  // [B, K, capacity, head_dim]
  };

  at::Tensor prefill(std::span<const std::vector<TokenId>> prompts,
                     nn::LayerCache& prefilled) const;
  void fill(const nn::LayerCache& prefilled, const std::vector<int64_t>& lengths,
            const std::vector<int64_t>& owner);
  at::Tensor attend(const nn::Projections& heads, size_t layer);
  at::Tensor logits(const at::Tensor& hidden) const;

  const nn::Weights& weights_;
  at::ScalarType compute_;
  nn::Rotaries rotaries_;
  std::vector<Layer> layers_;
  at::Tensor mask_;       // [B, 1, capacity] 0 or -infinity; undefined when no row is padded
  at::Tensor positions_;  // [B] of the next token
  int64_t columns_ = 0;   // filled columns
  int64_t capacity_ = 0;
};

}  // namespace dragoman::generation
