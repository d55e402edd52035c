// Causal attention within the segments of a packed batch, forward and backward, by blocks of
// queries: the scores of no more than a block are held.
#pragma once

#include "passes/parts.h"
#include "passes/workspace.h"

namespace dragoman::passes {

struct AttentionShape {
  size_t heads;
  size_t key_heads;
  size_t head_dim;
  float scale;
  float cap;      // logits become cap * tanh(logit / cap); 0: they don't
  size_t window;  // tokens seen, oneself included; 0: all
};

// Rows [N, heads * head_dim] and [N, key_heads * head_dim], normed and rotated.
struct Projected {
  Block query, key, value;
};

// One segment's queries, which see the rows of their beginning, too; `head` is one of the key
// heads.
struct AttentionPart {
  SegmentRows rows;
  size_t head;

  size_t tokens() const { return rows.prefix() + rows.own(); }
};

// Writes `out` [N, heads * head_dim] and `partition` [N, heads], the logarithm of the sum of
// exponents, of the queries that share the part's key head.
void attend(const AttentionShape& shape, const Projected& in, const AttentionPart& part, Block out,
            Block partition);

struct AttentionGradient {
  Block partition;  // as `attend` wrote it
  Block by_out;
  Projected by;  // of the segment's rows, written; of its beginning's keys and values, added to
};
void attend_backward(const AttentionShape& shape, const Projected& in, const AttentionPart& part,
                     const AttentionGradient& gradient);

}  // namespace dragoman::passes
