#include "passes/attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/float_panels.h"
#include "kernels/gradients.h"
#include "kernels/vector_ops.h"

namespace dragoman::passes {
namespace {

using kernels::FloatPanels;
using kernels::MutableRows;
using kernels::Rows;
using kernels::Span;

constexpr size_t kQueries = 48;  // of a block

// One segment and key head, in panels, and a block's scores; a thread has one of these.
struct Space {
  FloatPanels keys, values;                                     // [T, head_dim]
  FloatPanels keys_across, values_across;                       // [head_dim, T]
  FloatPanels queries, by_outs;                                 // [head_dim, block]
  std::vector<float> weights, by_weights, capped;               // [block, stride]
  std::vector<float> key_rows, value_rows, by_keys, by_values;  // [T, head_dim]
  size_t stride = 0;

  void take(size_t tokens) {
    stride = (tokens + 31) / 16 * 16;
    if (stride % 512 == 0) stride += 16;
    for (std::vector<float>* block : {&weights, &by_weights, &capped})
      block->resize(std::max(block->size(), kQueries * stride));
  }
};

Space& space() {
  thread_local Space made;
  return made;
}

// Queries `begin` to `end` of the head `head`, and the keys that some of them see, counted from the
// sequence's first token; keys from the start of a panel.
struct QueryBlock {
  size_t begin, end, head;
  Span keys, panels;

  size_t rows() const { return end - begin; }
};

size_t first_seen(const AttentionShape& shape, size_t token) {
  return shape.window > 0 && token + 1 > shape.window ? token + 1 - shape.window : 0;
}

template <class Body>
void for_blocks(const AttentionShape& shape, const AttentionPart& part, size_t width,
                const Body& body) {
  const size_t group = shape.heads / shape.key_heads, tokens = part.tokens();
  for (size_t head = part.head * group; head < (part.head + 1) * group; ++head)
    for (size_t begin = part.rows.prefix(); begin < tokens; begin += kQueries) {
      const size_t end = std::min(tokens, begin + kQueries);
      const Span panels{first_seen(shape, begin) / width, (end + width - 1) / width};
      body(QueryBlock{begin, end, head, {panels.begin * width, end}, panels});
    }
}

// The head's part of all rows that the segment sees, its beginning's first: [T, head_dim].
Rows gather(Block block, const AttentionPart& part, size_t head_dim, std::vector<float>& out) {
  out.resize(std::max(out.size(), part.tokens() * head_dim));
  float* to = out.data();
  const auto copy = [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r, to += head_dim)
      std::copy_n(block.row(r) + part.head * head_dim, head_dim, to);
  };
  copy(part.rows.prefix_begin, part.rows.prefix_end);
  copy(part.rows.begin, part.rows.end);
  return {out.data(), head_dim};
}

void pack(FloatPanels& panels, Rows rows, size_t tokens, size_t head_dim, bool across) {
  if (across) {
    panels.reshape(head_dim, tokens);
    panels.pack_inputs(rows, {0, tokens});
  } else {
    panels.reshape(tokens, head_dim);
    panels.pack_outputs(rows, {0, panels.panels()});
  }
}

// Products of the rows with all keys (or values) of the block's panels: [rows, stride].
void score(const FloatPanels& keys, Rows rows, const QueryBlock& block, float* out, size_t stride) {
  keys.multiply({rows, block.rows(), {out, stride}, {0, keys.inputs()}, block.panels});
}

// Logits in place of products; a cap leaves them capped.
void to_logits(const AttentionShape& shape, float* scores, size_t count) {
  if (shape.cap <= 0.0F) return;
  kernels::scale(scores, shape.scale, count, scores);
  kernels::soft_cap(scores, count, shape.cap);
}

// What a row's scores are multiplied by to give logits.
float factor_of(const AttentionShape& shape) { return shape.cap > 0.0F ? 1.0F : shape.scale; }

// Zero for the keys of the block that token `t` does not see.
void hide(const QueryBlock& block, size_t first, size_t t, float* row) {
  std::fill(row + block.keys.begin, row + first, 0.0F);
  std::fill(row + t + 1, row + block.keys.end, 0.0F);
}

}  // namespace

void attend(const AttentionShape& shape, const Projected& in, const AttentionPart& part, Block out,
            Block partition) {
  Space& own = space();
  const size_t tokens = part.tokens(), dim = shape.head_dim;
  own.take(tokens);
  pack(own.keys, gather(in.key, part, dim, own.key_rows), tokens, dim, false);
  pack(own.values_across, gather(in.value, part, dim, own.value_rows), tokens, dim, true);
  for_blocks(shape, part, own.keys.width(), [&](const QueryBlock& block) {
    const size_t row = part.rows.begin + block.begin - part.rows.prefix();
    score(own.keys, in.query.rows(row, block.head * dim), block, own.weights.data(), own.stride);
    for (size_t i = 0; i < block.rows(); ++i) {
      const size_t t = block.begin + i, first = first_seen(shape, t), count = t + 1 - first;
      float* weights = own.weights.data() + i * own.stride;
      to_logits(shape, weights + first, count);
      kernels::scale(weights + first, factor_of(shape), count, weights + first);
      const kernels::Normalizer normalizer =
          kernels::normalize(weights + first, count, weights + first);
      kernels::scale(weights + first, static_cast<float>(1.0 / normalizer.sum), count,
                     weights + first);
      partition.row(row + i)[block.head] =
          static_cast<float>(normalizer.largest + std::log(normalizer.sum));
      hide(block, first, t, weights);
    }
    own.values_across.multiply({{own.weights.data() + block.keys.begin, own.stride},
                                block.rows(),
                                out.out(row, block.head * dim),
                                block.keys,
                                {0, own.values_across.panels()}});
  });
}

namespace {

// The block's weights anew, and the gradients by its products, into the space.
void weigh(const AttentionShape& shape, const QueryBlock& block, size_t row, Block partition,
           Space& own) {
  for (size_t i = 0; i < block.rows(); ++i) {
    const size_t t = block.begin + i, first = first_seen(shape, t), count = t + 1 - first;
    float* weights = own.weights.data() + i * own.stride;
    float* by = own.by_weights.data() + i * own.stride;
    float* capped = own.capped.data() + i * own.stride;
    to_logits(shape, weights + first, count);
    if (shape.cap > 0.0F) std::copy_n(weights + first, count, capped + first);
    kernels::exp_scaled(weights + first, count, factor_of(shape),
                        partition.row(row + i)[block.head]);
    const float mean = kernels::dot(weights + first, by + first, count);
    kernels::softmax_gradient(weights + first, count, mean, shape.scale, by + first);
    if (shape.cap > 0.0F) kernels::soft_cap_gradient(capped + first, count, shape.cap, by + first);
    hide(block, first, t, weights);
    hide(block, first, t, by);
  }
}

// Adds to the rows of the beginning and writes the segment's own.
void scatter(const std::vector<float>& by, const AttentionPart& part, size_t head_dim, Block out) {
  const float* from = by.data();
  const size_t column = part.head * head_dim;
  for (size_t r = part.rows.prefix_begin; r < part.rows.prefix_end; ++r, from += head_dim)
    kernels::add(from, head_dim, out.row(r) + column);
  for (size_t r = part.rows.begin; r < part.rows.end; ++r, from += head_dim)
    std::copy_n(from, head_dim, out.row(r) + column);
}

// out [keys, head_dim] += scores^T * rows
void add_to_keys(const FloatPanels& rows, const float* scores, const QueryBlock& block,
                 const Space& own, float* out) {
  rows.multiply({{scores + block.keys.begin, 1},
                 block.keys.size(),
                 {out + block.keys.begin * rows.outputs(), rows.outputs()},
                 {0, block.rows()},
                 {0, rows.panels()},
                 /*accumulates=*/true,
                 own.stride});
}

}  // namespace

void attend_backward(const AttentionShape& shape, const Projected& in, const AttentionPart& part,
                     const AttentionGradient& gradient) {
  Space& own = space();
  const size_t tokens = part.tokens(), dim = shape.head_dim;
  own.take(tokens);
  const Rows keys = gather(in.key, part, dim, own.key_rows);
  pack(own.keys, keys, tokens, dim, false);
  pack(own.keys_across, keys, tokens, dim, true);
  pack(own.values, gather(in.value, part, dim, own.value_rows), tokens, dim, false);
  own.by_keys.assign(tokens * dim, 0.0F);
  own.by_values.assign(tokens * dim, 0.0F);
  for_blocks(shape, part, own.keys.width(), [&](const QueryBlock& block) {
    const size_t row = part.rows.begin + block.begin - part.rows.prefix(), place = block.head * dim;
    score(own.keys, in.query.rows(row, place), block, own.weights.data(), own.stride);
    score(own.values, gradient.by_out.rows(row, place), block, own.by_weights.data(), own.stride);
    weigh(shape, block, row, gradient.partition, own);
    own.keys_across.multiply({{own.by_weights.data() + block.keys.begin, own.stride},
                              block.rows(),
                              gradient.by.query.out(row, place),
                              block.keys,
                              {0, own.keys_across.panels()}});
    pack(own.queries, in.query.rows(row, place), block.rows(), dim, true);
    pack(own.by_outs, gradient.by_out.rows(row, place), block.rows(), dim, true);
    add_to_keys(own.queries, own.by_weights.data(), block, own, own.by_keys.data());
    add_to_keys(own.by_outs, own.weights.data(), block, own, own.by_values.data());
  });
  scatter(own.by_keys, part, dim, gradient.by.key);
  scatter(own.by_values, part, dim, gradient.by.value);
}

}  // namespace dragoman::passes
