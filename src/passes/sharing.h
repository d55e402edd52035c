// Sequences that begin alike share the rows of their common beginning: a group's prompt goes
// through the network once, forward and backward, whoever answered it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "text/token.h"

namespace dragoman::passes {

// Rows `begin` to `end`, behind those of the common beginning (none: both 0).
struct SegmentRows {
  size_t begin = 0, end = 0;
  size_t prefix_begin = 0, prefix_end = 0;

  size_t prefix() const { return prefix_end - prefix_begin; }
  size_t own() const { return end - begin; }
};

struct Sharing {
  std::vector<SegmentRows> segments;  // a beginning first, then what goes on from it
  std::vector<size_t> trees;          // [trees + 1] borders among the segments of what is connected
  std::vector<int64_t> sources;       // [rows] the token that each row stands for first
  std::vector<int64_t> places;        // [N] the row of each token

  size_t rows() const { return sources.size(); }
  bool shares() const { return rows() < places.size(); }
};

// Of sequences packed end to end. Beginnings shorter than a few tokens are not worth it. With
// `apart`, every sequence has rows of its own.
Sharing share_beginnings(std::span<const TokenId> tokens, std::span<const int32_t> cu_seqlens,
                         bool apart = false);

}  // namespace dragoman::passes
