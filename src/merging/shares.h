// What the ways of merging share: pieces of their formulas, on the shares of one piece.
#pragma once

#include "base/random.h"
#include "merging/cut.h"
#include "merging/method.h"

namespace dragoman::merging {

// The models' weights, divided by their sum if that is wanted.
std::vector<double> fixed_shares(const Settings& settings);

// Each model's row becomes its weight.
void give_weights(const Piece& piece, const Shares& shares, std::span<const double> weight);

// What model k does not keep becomes 0: the cut goes by the sizes of its changes.
void keep_largest(const Piece& piece, const Shares& shares, std::span<const Cut> cuts);

// The cuts that keep these densities of each model's changes, the largest of each tensor (Yadav et
// al., TIES-Merging, arXiv 2306.01708, section 3.2).
std::vector<Cut> cuts_by_size(const Parts& parts, std::span<const double> density);

// Keeps each position with probability density[k] and divides its share by that (Yu et al., DARE,
// arXiv 2311.03099). A position's fate depends on seed, model, tensor and place alone.
class Dropping {
 public:
  Dropping(const Parts& parts, const Settings& settings);
  void drop(const Piece& piece, const Shares& shares) const;

 private:
  std::vector<double> density_;
  std::vector<Rng> streams_;
};

// At each position the sign of the larger sum wins (TIES, section 3.2; a sum of 0 counts as
// positive, as in mergekit): the shares of changes that are 0 or point the other way become 0.
void elect_signs(const Piece& piece, const Shares& shares);

// Divides by the sum of shares at each position, where it isn't 0. With `density` the sum is that
// of shares before they were rescaled.
void normalize(const Piece& piece, const Shares& shares, std::span<const double> density = {});

// Models' shares times lambda; the base gets what is missing to 1. So the result is base + the sum
// of share * (model - base), and a share of 1 is the model to the bit.
void add_to_base(const Piece& piece, const Shares& shares, double lambda);

}  // namespace dragoman::merging
