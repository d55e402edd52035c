// The weighted average of the models; the base takes no part (model soups: Wortsman et al., arXiv
// 2203.05482).
#include <algorithm>

#include "merging/shares.h"

namespace dragoman::merging {
namespace {

Share plan(const Parts&, const Settings& settings) {
  return [weight = fixed_shares(settings)](const Piece& piece, const Shares& shares) {
    give_weights(piece, shares, weight);
    std::fill_n(shares.of_base(), piece.count, 0.0);
  };
}

}  // namespace

Method linear_method() {
  return {"linear", "The weighted average of the models.", &plan, /*normalize=*/true};
}

}  // namespace dragoman::merging
