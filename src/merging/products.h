// Scalar products of vectors that are as long as a tensor, in double.
#pragma once

#include <span>
#include <vector>

#include "merging/parts.h"

namespace dragoman::merging {

// Of all pairs: [vectors * vectors], row by row, symmetric.
using Products = std::vector<double>;

// Over one stretch of these vectors; always added up in the same order.
Products products_of(std::span<const float* const> vectors, size_t count);

// sums += more; an empty sum is one of zeros.
void add_products(const Products& more, Products& sums);

// What the models add to the base over one stretch, rounded to float32; valid until this thread
// asks again.
std::vector<const float*> changes_of(const Stretch& stretch);

// Over the whole tensor, of the vectors that `select` gives of each stretch; the same whatever the
// number of threads.
using Select = std::vector<const float*> (*)(const Stretch& stretch);
Products sum_products(const Parts& parts, Select select);

// The cosine of vectors i and j among `count`; 0 where one of them is 0.
double cosine(const Products& products, size_t count, size_t i, size_t j);

}  // namespace dragoman::merging
