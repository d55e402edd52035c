// The base plus the weighted sum of the models' changes (Ilharco et al., arXiv 2212.04089).
#include "merging/shares.h"

namespace dragoman::merging {
namespace {

Share plan(const Parts&, const Settings& settings) {
  return [weight = fixed_shares(settings), lambda = settings.lambda](const Piece& piece,
                                                                     const Shares& shares) {
    give_weights(piece, shares, weight);
    add_to_base(piece, shares, lambda);
  };
}

}  // namespace

Method task_arithmetic_method() {
  return {"task_arithmetic", "The base plus the weighted sum of the models' changes.", &plan};
}

}  // namespace dragoman::merging
