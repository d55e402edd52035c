// One tensor, merged and measured in one pass over its bytes.
#pragma once

#include <functional>

#include "merging/method.h"
#include "merging/products.h"

namespace dragoman::merging {

// How the models' changes lie to each other, and what became of them. Adds up over tensors.
struct Overlap {
  int64_t size = 0;            // positions
  Products products;           // of the changes, [models * models]
  int64_t compared = 0;        // positions that two models or more change
  int64_t agreeing = 0;        // of these, where all changes have one sign
  std::vector<int64_t> taken;  // by model: positions at which it has a share

  void add(const Overlap& other);
};

// 64 bits that depend on every byte; good for telling files apart, not against an adversary.
uint64_t content_hash(std::span<const std::byte> bytes);

struct TensorResult {
  Overlap overlap;
  std::vector<uint64_t> hashes;  // of the base's bytes and of every model's
};

// Writes the merged elements in `dtype`, piece by piece in their order. A value that the dtype
// can't hold is an Error with the tensor's name. The same bytes whatever the number of threads.
TensorResult merge_tensor(const Parts& parts, const Share& share, const std::string& dtype,
                          const std::function<void(std::span<const std::byte>)>& write);

}  // namespace dragoman::merging
