// Work in batches of no more tokens than memory holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dragoman::episodes {

// Pieces of `sizes` tokens, in their order, in as few batches of at most `max_tokens` as there can
// be, the largest of which is as small as it can be: steps that accumulate gradients over several
// batches need the memory of the largest. Returns the position behind each batch's last piece. A
// piece above `max_tokens` is a batch of its own.
std::vector<size_t> cut_evenly(std::span<const int64_t> sizes, int64_t max_tokens);

}  // namespace dragoman::episodes
