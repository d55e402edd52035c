// The products of a large decoder's feed-forward layers, as generation computes them and without
// what is around them: only to measure what the machine gives.
#pragma once

#include <cstdint>
#include <string>

namespace dragoman::episodes {

struct LayerProbeSettings {
  int64_t hidden_size = 0;
  int64_t intermediate_size = 0;
  int64_t layers = 0;
  std::string weights = "float32";  // float32, bfloat16 or int8
};

// Every call uses all threads and returns when they are done. Not thread-safe.
class LayerProbe {
 public:
  virtual ~LayerProbe() = default;
  virtual int64_t weight_bytes() const = 0;

  // Reads all weights once, in their order.
  virtual void read() = 0;
  // Multiplies `rows` rows with every matrix; the threads share each of them.
  virtual void step(int64_t rows) = 0;
  // Multiplies `rows` rows of each thread with a matrix that stays in its cache, [512, 512].
  virtual void multiply_in_cache(int64_t rows) = 0;
  static constexpr int64_t kCachedSize = 512;
};

}  // namespace dragoman::episodes
