// Which answers to one question are compared with each other, for rewards that are rates of wins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rewards/reward.h"

namespace dragoman::rewards {

// Two answers to one question, as positions among the items.
struct Pair {
  size_t a = 0;
  size_t b = 0;
};

// Of each row's items, which stand in a ring: each against its nearest neighbours, as many before
// as behind it, `opponents` rounded up to an even number; at most all others. No pair comes twice.
std::vector<Pair> pairs_of(std::span<const Judged> items, int64_t opponents);

}  // namespace dragoman::rewards
