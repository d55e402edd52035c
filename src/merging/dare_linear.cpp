// DARE (Yu et al., arXiv 2311.03099) before task arithmetic: changes are dropped at random, and
// what is left is made larger for it.
#include "merging/shares.h"

namespace dragoman::merging {
namespace {

constexpr double kDensity = 0.1;  // the paper drops nine in ten

Share plan(const Parts& parts, const Settings& settings) {
  return [weight = fixed_shares(settings), lambda = settings.lambda,
          dropping = Dropping(parts, settings)](const Piece& piece, const Shares& shares) {
    give_weights(piece, shares, weight);
    dropping.drop(piece, shares);
    add_to_base(piece, shares, lambda);
  };
}

}  // namespace

Method dare_linear_method() {
  return {"dare_linear", "Changes dropped at random, the rest rescaled and summed.", &plan,
          /*normalize=*/false, kDensity};
}

}  // namespace dragoman::merging
