// One decoder layer over a packed batch: forward, keeping what its backward pass needs, and
// backward by hand. Phases go over blocks of rows, or over segments and heads; threads share them,
// and no sum depends on how.
#pragma once

#include "passes/attention.h"
#include "passes/linear.h"

namespace dragoman::passes {

// All [N, ...]. Where a norm stands between, `plain` is what goes into it.
struct KeptLayer {
  Block in;                   // [D] the residual stream before the layer
  Projected plain, heads;     // before the norms of heads and rotation; after
  Block attended, partition;  // [H * head_dim], [H]
  Block plain_mixed, middle;  // [D] attention's output; the stream behind it
  Block gate, up;             // [I]
  Block plain_opened;         // [D] the feed-forward's output
};

class LayerPass {
 public:
  // Blocks of one layer come from `workspace`.
  static KeptLayer make_kept(const checkpoints::ModelConfig& config, size_t tokens,
                             Workspace& workspace);

  void begin(const checkpoints::ModelConfig& config, const Packed& batch) {
    config_ = &config;
    batch_ = &batch;
  }

  // From kept.in; `out` [N, D] may not be one of the kept blocks.
  void forward(const LayerPart& part, size_t layer, const KeptLayer& kept, Block out);

  // Blocks of the backward pass, for any layer.
  void make_gradients(Workspace& workspace);
  // `by` [N, D]: the gradient by the layer's output becomes that by its input. Adds to the
  // gradients of the part.
  void backward(const LayerPart& part, size_t layer, const KeptLayer& kept, Block by);

 private:
  struct Gradients {
    Block by_opened, by_gate, by_up;         // by what the feed-forward's linear layers give
    Block by_middle, by_mixed, by_attended;  // by the stream behind attention; what it adds; gives
    Projected by_heads;
    Block by_norms;  // [blocks, ...] of the norms' weights, by block of rows
  };
  // Some heads of every token: before their norm and rotation, and behind; or the gradient there,
  // which becomes that before.
  struct Heads {
    const NormPart& norm;
    size_t count;
    Block plain, turned;
  };
  // What the linear layers read, in panels.
  struct Inputs {
    FloatPanels normed, attended, middle, opened;
  };
  struct Linears {
    LinearPass query, key, value, output, gate, up, down;
  };

  AttentionShape shape(size_t layer) const;
  const RotaryRows& rotary(size_t layer) const;
  void project(const LayerPart& part, size_t layer, const KeptLayer& kept, Span rows) const;
  void mix(const LayerPart& part, const KeptLayer& kept, Block out, Span rows) const;
  void add_to_stream(const NormPart& norm, Block stream, Block added, Block out, Span rows) const;
  void turn(const Heads& heads, const RotaryRows& rotary, Span rows) const;
  void feed_forward_backward(const LayerPart& part, const KeptLayer& kept, Block by, Span rows);
  void output_backward(const LayerPart& part, const KeptLayer& kept, Span rows);
  // A norm's rows: what goes in, the gradient by it, and the place of the weight's gradient.
  struct NormRows {
    Block plain, by_plain;
    Span rows;
    size_t norm;
  };
  void stream_gradient(const NormPart& norm, const NormRows& place, Block by) const;
  void norm_gradient(const NormPart& norm, const NormRows& place, Block by_rows) const;
  void project_backward(const LayerPart& part, size_t layer, const KeptLayer& kept, Block by,
                        Span rows);
  void turn_backward(const Heads& heads, const RotaryRows& rotary, Span rows, float* by_norm) const;
  void add_weight_gradients();
  std::vector<const NormPart*> norms(const LayerPart& part) const;
  float* norm_place(Span rows, size_t norm) const;
  void add_norm_gradients(const LayerPart& part) const;
  void for_heads(const std::function<void(const AttentionPart& part)>& body) const;

  const checkpoints::ModelConfig* config_ = nullptr;
  const Packed* batch_ = nullptr;
  Linears linears_;
  Inputs inputs_;
  Gradients gradients_;
};

}  // namespace dragoman::passes
