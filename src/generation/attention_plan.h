// Which rows of a step look at their caches together, where attention is made of tensor operations:
// sequences with like numbers of rows, padded to the longest. No tensors.
#pragma once

#include <span>
#include <vector>

#include "generation/step_row.h"

namespace dragoman::generation {

// Neighbouring rows of one sequence: `begin` to `end` of the step.
struct Stretch {
  size_t begin = 0;
  size_t end = 0;
  const PageTable* pages = nullptr;
  int64_t first_position = 0;  // of its first row

  int64_t rows() const { return static_cast<int64_t>(end - begin); }
  int64_t tokens() const { return first_position + rows(); }  // up to its last row
};

// S sequences with Q rows at most. Padding repeats a sequence's last row.
struct AttentionBatch {
  std::vector<Stretch> stretches;   // [S]
  int64_t queries = 0;              // Q
  std::vector<int64_t> query_rows;  // [S * Q] rows of the step
  std::vector<int64_t> rows;        // of the step, without padding
  std::vector<int64_t> cells;       // where these stand among the S * Q
};

// What the sequences of a batch see in layers with this window (0: everything), P pages each.
// Pages behind a sequence's last are page 0, and nothing sees them.
struct Sight {
  std::vector<int64_t> pages;  // [S * P]
  std::vector<uint8_t> seen;   // [S, Q, P * kPageTokens]
};

// Every row once; no batch has more than `cells` cached tokens, padding included, or query rows
// times tokens, except one of a single sequence.
std::vector<AttentionBatch> plan_attention(std::span<const StepRow> rows, int64_t cells);

Sight sight_of(const AttentionBatch& batch, int64_t window);

}  // namespace dragoman::generation
