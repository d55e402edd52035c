// The formats of vectors.h, one file each.
#pragma once

#include <span>

#include "clusters/vectors.h"

namespace dragoman::clusters {

std::unique_ptr<VectorReader> open_npy(const Path& path);
std::unique_ptr<VectorReader> open_json_vectors(const Path& path);

// Whether all numbers can be reckoned with. If not, `refuse_vector` says so of the
// place: "x.npy: row 3".
bool all_finite(std::span<const float> vector);
[[noreturn]] void refuse_vector(const std::string& where);

}  // namespace dragoman::clusters
