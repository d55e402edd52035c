#include "merging/products.h"

#include <algorithm>
#include <cmath>

#include "merging/vectorized.h"

namespace dragoman::merging {
namespace {

// Several sums side by side, which vector instructions can go on with.
DRAGOMAN_VECTORIZED double product(const float* a, const float* b, size_t count) {
  constexpr size_t kSums = 8;
  double sums[kSums] = {};
  size_t i = 0;
  for (; i + kSums <= count; i += kSums)
    for (size_t s = 0; s < kSums; ++s)
      sums[s] += static_cast<double>(a[i + s]) * static_cast<double>(b[i + s]);
  for (; i < count; ++i) sums[i % kSums] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  double sum = 0.0;
  for (const double one : sums) sum += one;
  return sum;
}

}  // namespace

Products products_of(std::span<const float* const> vectors, size_t count) {
  const size_t size = vectors.size();
  Products products(size * size);
  for (size_t i = 0; i < size; ++i)
    for (size_t j = i; j < size; ++j)
      products[i * size + j] = products[j * size + i] = product(vectors[i], vectors[j], count);
  return products;
}

void add_products(const Products& more, Products& sums) {
  sums.resize(std::max(sums.size(), more.size()));
  for (size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

std::vector<const float*> changes_of(const Stretch& stretch) {
  thread_local std::vector<float> changes;
  changes.resize(stretch.models.size() * kStretch);
  std::vector<const float*> vectors;
  for (size_t k = 0; k < stretch.models.size(); ++k) {
    float* change = changes.data() + k * kStretch;
    const float* model = stretch.models[k];
    for (size_t i = 0; i < stretch.count; ++i) change[i] = model[i] - stretch.base[i];
    vectors.push_back(change);
  }
  return vectors;
}

Products sum_products(const Parts& parts, Select select) {
  std::vector<Products> of_stretches(parts.stretches());
  parts.visit([&](const Stretch& stretch) {
    of_stretches[stretch.index] = products_of(select(stretch), stretch.count);
  });
  Products sums;
  for (const Products& products : of_stretches) add_products(products, sums);
  return sums;
}

double cosine(const Products& products, size_t count, size_t i, size_t j) {
  const double sizes = std::sqrt(products[i * count + i]) * std::sqrt(products[j * count + j]);
  return sizes > 0.0 ? std::clamp(products[i * count + j] / sizes, -1.0, 1.0) : 0.0;
}

}  // namespace dragoman::merging
