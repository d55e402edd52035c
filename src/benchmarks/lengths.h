// Lengths of sequences: one number, evenly drawn between two, or those of a file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"

namespace dragoman::benchmarks {

class Lengths {
 public:
  // "48", "4-128", or a file with one whole number a line, which are taken in their order, again
  // and again. Anything else is the user's error.
  Lengths(const std::string& text, const Rng& stream);

  int64_t next();
  int64_t longest() const { return longest_; }  // that `next` can give

 private:
  Rng stream_;
  int64_t low_ = 0;
  int64_t longest_ = 0;
  std::vector<int64_t> listed_;  // of a file
  size_t position_ = 0;
};

}  // namespace dragoman::benchmarks
