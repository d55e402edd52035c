#include "training/data_order.h"

#include <numeric>

#include "base/error.h"

namespace dragoman::training {

DataOrder::DataOrder(int64_t count, const Rng& rng) : count_(count), rng_(rng) {
  DRAGOMAN_CHECK(count > 0, "an order needs items");
}

int64_t DataOrder::item(int64_t visit) {
  const int64_t epoch = visit / count_;
  if (epoch != epoch_) {
    permutation_.resize(static_cast<size_t>(count_));
    std::iota(permutation_.begin(), permutation_.end(), int64_t{0});
    rng_.derive("epoch", epoch).shuffle(permutation_);
    epoch_ = epoch;
  }
  return permutation_[visit % count_];
}

std::vector<int64_t> DataOrder::items(int64_t first, int64_t count, const comm::Comm& comm) {
  const comm::Share share = comm::share_of(comm, count);
  std::vector<int64_t> found;
  for (int64_t i = share.begin; i < share.end; ++i) found.push_back(item(first + i));
  return found;
}

}  // namespace dragoman::training
