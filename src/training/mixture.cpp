#include "training/mixture.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace dragoman::training {

Mixture::Mixture(std::vector<double> weights)
    : shares_(std::move(weights)), counts_(shares_.size(), 0) {
  const double sum = std::accumulate(shares_.begin(), shares_.end(), 0.0);
  DRAGOMAN_CHECK(sum > 0.0, "a mixture needs a weight above 0");
  for (double& share : shares_) share /= sum;
}

// The domain that is farthest behind its share takes the next sequence.
Mixture::Draw Mixture::advance() {
  ++drawn_;
  size_t chosen = 0;
  double farthest = -1.0;
  for (size_t d = 0; d < shares_.size(); ++d) {
    const double behind =
        shares_[d] * static_cast<double>(drawn_) - static_cast<double>(counts_[d]);
    if (shares_[d] <= 0.0 || behind <= farthest) continue;
    farthest = behind;
    chosen = d;
  }
  return {chosen, counts_[chosen]++};
}

void Mixture::go_to(int64_t n) {
  if (n < drawn_) {
    std::fill(counts_.begin(), counts_.end(), 0);
    drawn_ = 0;
  }
  while (drawn_ < n) advance();
}

Mixture::Draw Mixture::draw(int64_t n) {
  go_to(n);
  return advance();
}

int64_t Mixture::count(size_t domain, int64_t n) {
  go_to(n);
  return counts_[domain];
}

}  // namespace dragoman::training
