// A decoder's forward pass on the CPU without one tensor operation: weights packed for the kernels,
// keys and values in pages. A row's logits depend on that row and what it looks at, to the bit,
// whatever else is in the step and however many threads there are.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/team.h"
#include "generation/decoder.h"
#include "generation/packed_model.h"
#include "generation/rotary_cache.h"

namespace dragoman::generation {

// Floats of one page of the cache, and where each layer and key-value head has its own.
struct CacheLayout {
  explicit CacheLayout(const nn::ModelConfig& config);

  size_t value_stride;  // floats between a token's values and the next one's
  size_t key_floats;    // of one layer and head
  size_t head_floats;   // its keys and values
  size_t heads;
  size_t page_floats;

  size_t place(size_t layer, size_t head) const { return (layer * heads + head) * head_floats; }
};

// Products by the kernels of one format, all else in float32. Not thread-safe; it has threads of
// its own.
class CpuDecoder final : public Decoder {
 public:
  CpuDecoder(const nn::Weights& weights, kernels::WeightFormat format, int64_t threads);

  void refresh(const nn::Weights& weights) override { packer_.refresh(weights); }
  void make_cache(int64_t pages) override;
  void copy_page(PageId from, PageId to) override;
  bool is_fast_with_rows() const override { return true; }
  int64_t page_bytes() const override {
    return static_cast<int64_t>(layout_.page_floats * sizeof(float));
  }
  void step(std::span<const StepRow> rows, const OnLogits& on_logits) override;

 private:
  friend class CpuPass;

  // Of a step, for all workers.
  struct Buffers {
    std::vector<float> projected;  // [N, queries, keys and values]
    std::vector<float> mixed;      // [N, H * head_dim]
    std::vector<float> gate, up;   // [N, intermediate]
    std::vector<float> out;        // [N, D]
    std::vector<float> logits;     // [rows with draws, V]
  };
  // Of one worker.
  struct Scratch {
    std::vector<float> hidden, normed;  // [its rows, D]
    std::vector<float> attention, logits;
    std::vector<kernels::Page> pages;
  };

  nn::ModelConfig config_;
  size_t row_work_ = 0;  // multiplications a row
  CacheLayout layout_;
  Team team_;
  Packer packer_;
  const PackedModel& model_;
  RotaryCache rotary_, local_rotary_;
  kernels::AlignedFloats cache_;
  int64_t cache_pages_ = 0;
  Buffers buffers_;
  std::vector<Scratch> scratch_;  // by worker
};

}  // namespace dragoman::generation
