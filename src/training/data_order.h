// The order in which items are visited: one seeded permutation an epoch, one after the other. The
// n-th visit is a function of (seed, n), so a step number is all that resuming needs.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "comm/comm.h"

namespace dragoman::training {

class DataOrder {
 public:
  // `count` items, at least one.
  DataOrder(int64_t count, const Rng& rng);

  int64_t item(int64_t visit);  // visits count from 0
  // Of the visits [first, first + count) those that fall to this rank.
  std::vector<int64_t> items(int64_t first, int64_t count, const comm::Comm& comm);
  double epochs(int64_t visits) const {
    return static_cast<double>(visits) / static_cast<double>(count_);
  }

 private:
  int64_t count_;
  Rng rng_;
  int64_t epoch_ = -1;  // the one in `permutation_`
  std::vector<int64_t> permutation_;
};

}  // namespace dragoman::training
