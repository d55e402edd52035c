#include "clusters/vectors.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "clusters/vector_files.h"

namespace dragoman::clusters {

bool all_finite(std::span<const float> vector) {
  return std::all_of(vector.begin(), vector.end(), [](float x) { return std::isfinite(x); });
}

void refuse_vector(const std::string& where) {
  throw_input("{}: a number is infinite or not a number; leave the row out or embed it again",
              where);
}

std::unique_ptr<VectorReader> open_vectors(const Path& path) {
  if (path == "-")
    throw_input("vectors are read more than once: give a file in place of standard input");
  return path.extension() == ".npy" ? open_npy(path) : open_json_vectors(path);
}

}  // namespace dragoman::clusters
