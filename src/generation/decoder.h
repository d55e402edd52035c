// What turns rows of tokens into logits, with keys and values in the pages of a cache.
#pragma once

#include <c10/core/ScalarType.h>

#include <functional>
#include <memory>
#include <span>

#include "generation/step_row.h"
#include "nn/weights.h"

namespace dragoman::generation {

// Not thread-safe; may have threads of its own.
class Decoder {
 public:
  virtual ~Decoder() = default;

  // Follows what has changed in the weights.
  virtual void refresh(const nn::Weights& weights) = 0;

  // Room for at least so many pages; what they held may be lost.
  virtual void make_cache(int64_t pages) = 0;
  virtual void copy_page(PageId from, PageId to) = 0;
  virtual int64_t page_bytes() const = 0;

  // Whether a whole sequence as rows takes no longer than a forward pass of its own.
  virtual bool is_fast_with_rows() const = 0;

  // Computes the rows. Threads call `on_logits` once for every row that is drawn from, with its
  // logits [V], float32, which it may overwrite.
  using OnLogits = std::function<void(const StepRow& row, std::span<float> logits)>;
  virtual void step(std::span<const StepRow> rows, const OnLogits& on_logits) = 0;
};

using DecoderFactory =
    std::function<std::unique_ptr<Decoder>(const nn::Weights& weights, at::ScalarType compute)>;

// The fastest for these weights: kernels on the CPU, else tensor operations.
std::unique_ptr<Decoder> make_decoder(const nn::Weights& weights, at::ScalarType compute);

// Kernels on the CPU with weights and rows in int8, whatever `compute` is.
std::unique_ptr<Decoder> make_int8_decoder(const nn::Weights& weights, at::ScalarType compute);

// Tensor operations, on any device, with products in `compute` (float32 or bfloat16).
std::unique_ptr<Decoder> make_tensor_decoder(const nn::Weights& weights, at::ScalarType compute);

}  // namespace dragoman::generation
