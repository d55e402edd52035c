// Vectors out of files, a block at a time: NumPy's .npy with float32, or JSON lines with an
// "embedding", as `dragoman embed` writes them.
#pragma once

#include <cstdint>
#include <memory>

#include "base/files.h"
#include "clusters/distances.h"

namespace dragoman::clusters {

// Not thread-safe. A vector of another width or with a number that is not finite is an Error that
// names the file and the row, from 1.
class VectorReader {
 public:
  virtual ~VectorReader() = default;

  virtual int64_t width() const = 0;
  // The number of vectors, or 0 where it shows only at the end.
  virtual int64_t count() const = 0;
  // Puts the next vectors into the rows, `rows` of padded(width()) floats each, and returns how
  // many there were; 0 at the end.
  virtual int64_t read(float* to, int64_t rows) = 0;
  // Begins again.
  virtual void rewind() = 0;
};

// By the name's end: .npy, else JSON lines, plain, .gz or .zst. The file is read more than once, so
// standard input is refused; a file without vectors is the user's error.
std::unique_ptr<VectorReader> open_vectors(const Path& path);

}  // namespace dragoman::clusters
