// Model Stock (Jang et al., arXiv 2403.19522): between the base and the models' average, at the
// place that the angle between their changes says. Of more than two models it is the mean of the
// pairs' cosines, as in mergekit.
#include <algorithm>

#include "merging/products.h"
#include "merging/shares.h"

namespace dragoman::merging {
namespace {

Share plan(const Parts& parts, const Settings&) {
  const size_t models = parts.models();
  const Products products = sum_products(parts, &changes_of);
  double sum = 0.0;
  for (size_t i = 0; i < models; ++i)
    for (size_t j = i + 1; j < models; ++j) sum += cosine(products, models, i, j);
  const auto count = static_cast<double>(models);
  const double mean = sum / (count * (count - 1.0) / 2.0);
  const double t = count * mean / (1.0 + (count - 1.0) * mean);
  return [t, count](const Piece& piece, const Shares& shares) {
    std::fill_n(shares.of_base(), piece.count, 1.0 - t);
    for (size_t k = 0; k < piece.models.size(); ++k)
      std::fill_n(shares.of_model(k), piece.count, t / count);
  };
}

}  // namespace

Method model_stock_method() {
  Method method{"model_stock", "Between the base and the models' average, by their angle.", &plan};
  method.least_models = 2;
  return method;
}

}  // namespace dragoman::merging
