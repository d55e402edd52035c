// How work is cut into pieces that fit memory. Neighbours never change a result, so the cut is
// free: sequences of like length go together. No tensors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace dragoman::generation {

// Indices of all lengths, ascending by length, cut so that count times longest stays within `cells`
// (a single long one may pass it).
std::vector<std::vector<size_t>> plan_packs(std::span<const int64_t> lengths, int64_t cells);

}  // namespace dragoman::generation
