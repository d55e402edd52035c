// A decoder's forward pass as tensor operations over a paged cache: any device, float32 or
// bfloat16. N rows, K key-value heads, P pages, V vocabulary.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "generation/attention_plan.h"
#include "generation/decoder.h"
#include "nn/transformer.h"

namespace dragoman::generation {

// The residual stream, norms, keys, values and attention are float32, as they are in training;
// products are in `compute`. Logits of one row depend on the others of the step only in how the
// device rounds.
class TensorDecoder final : public Decoder {
 public:
  TensorDecoder(const nn::Weights& weights, at::ScalarType compute);

  void refresh(const nn::Weights& weights) override;
  void make_cache(int64_t pages) override;
  void copy_page(PageId from, PageId to) override;
  bool is_fast_with_rows() const override { return false; }
  int64_t page_bytes() const override;
  void step(std::span<const StepRow> rows, const OnLogits& on_logits) override;

 private:
  // An AttentionBatch and its Sights, on the device.
  struct Batch {
    struct Seen {
      int64_t window;
      at::Tensor pages;  // [S * P]
      at::Tensor seen;   // [S, 1, Q, P * kPageTokens]
    };

    int64_t sequences, queries;        // S, Q
    at::Tensor query_rows;             // [S * Q]
    at::Tensor rows, cells;            // [n]
    std::vector<Seen> seen_by_window;  // one for each window that the model has

    const Seen& seen(int64_t window) const;
  };

  at::Tensor index(const std::vector<int64_t>& values) const;
  std::vector<Batch> batches_of(std::span<const StepRow> rows) const;
  nn::Rotaries rotaries_of(std::span<const StepRow> rows) const;
  at::Tensor attend(const nn::Projections& heads, size_t layer, std::span<const Batch> batches);
  void write_logits(const at::Tensor& hidden, std::span<const StepRow> rows,
                    const OnLogits& on_logits) const;

  nn::Weights weights_;
  at::ScalarType compute_;
  std::vector<int64_t> windows_;  // the different ones, ascending
  at::Tensor cache_;              // [2 * layers, P, kPageTokens, K, head_dim]: keys, then values
  at::Tensor written_;            // [N] cells of the step's rows, counted in tokens
};

}  // namespace dragoman::generation
