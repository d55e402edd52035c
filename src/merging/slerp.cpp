// Spherical interpolation between the base (t = 0) and one model (t = 1), tensor by tensor
// (Shoemake, 1985); where they point the same way, along the straight line, as in mergekit.
#include <algorithm>
#include <cmath>

#include "merging/products.h"
#include "merging/shares.h"

namespace dragoman::merging {
namespace {

constexpr double kParallel = 0.9995;  // cosines above it

std::vector<const float*> both_ends(const Stretch& stretch) {
  return {stretch.base, stretch.models[0]};
}

Share plan(const Parts& parts, const Settings& settings) {
  const double t = settings.t;
  const double dot = cosine(sum_products(parts, &both_ends), 2, 0, 1);
  double of_base = 1.0 - t, of_model = t;
  if (std::abs(dot) <= kParallel) {
    const double angle = std::acos(dot);
    of_base = std::sin(angle - angle * t) / std::sin(angle);
    of_model = std::sin(angle * t) / std::sin(angle);
  }
  return [of_base, of_model](const Piece& piece, const Shares& shares) {
    std::fill_n(shares.of_base(), piece.count, of_base);
    std::fill_n(shares.of_model(0), piece.count, of_model);
  };
}

}  // namespace

Method slerp_method() {
  Method method{"slerp", "Spherical interpolation between the base and one model, by --t.", &plan};
  method.most_models = 1;
  return method;
}

}  // namespace dragoman::merging
