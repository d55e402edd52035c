// DARE (Yu et al., arXiv 2311.03099) in the place of TIES' trimming: changes are dropped at random
// and rescaled, then signs are elected.
#include "merging/shares.h"

namespace dragoman::merging {
namespace {

constexpr double kDensity = 0.1;  // the paper drops nine in ten

Share plan(const Parts& parts, const Settings& settings) {
  return
      [settings, dropping = Dropping(parts, settings)](const Piece& piece, const Shares& shares) {
        give_weights(piece, shares, settings.weight);
        dropping.drop(piece, shares);
        elect_signs(piece, shares);
        if (settings.normalize) normalize(piece, shares, settings.density);
        add_to_base(piece, shares, settings.lambda);
      };
}

}  // namespace

Method dare_ties_method() {
  return {"dare_ties", "Changes dropped at random, the rest rescaled; signs are elected.", &plan,
          /*normalize=*/false, kDensity};
}

}  // namespace dragoman::merging
