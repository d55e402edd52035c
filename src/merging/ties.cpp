// TIES-Merging (Yadav et al., arXiv 2306.01708): each model keeps its largest changes, a sign is
// elected at every position, and those that agree with it are averaged.
#include "merging/shares.h"

namespace dragoman::merging {
namespace {

constexpr double kDensity = 0.2;  // the paper's

Share plan(const Parts& parts, const Settings& settings) {
  return [settings, cuts = cuts_by_size(parts, settings.density)](const Piece& piece,
                                                                  const Shares& shares) {
    give_weights(piece, shares, settings.weight);
    keep_largest(piece, shares, cuts);
    elect_signs(piece, shares);
    if (settings.normalize) normalize(piece, shares);
    add_to_base(piece, shares, settings.lambda);
  };
}

}  // namespace

Method ties_method() {
  return {"ties", "The largest changes, averaged where their signs agree.", &plan,
          /*normalize=*/true, kDensity};
}

}  // namespace dragoman::merging
