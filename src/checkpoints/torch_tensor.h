// The calls in torch's pickles that stand for tensors.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checkpoints/torch_archive.h"

namespace dragoman::checkpoints {

// Elements of a storage: element [i, j, …] is number begin + i * strides[0] + j * strides[1] + …
struct StridedTensor {
  const Dtype* dtype = nullptr;
  Bytes storage;
  int64_t begin = 0;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;

  bool contiguous() const;
  int64_t count() const;
};

struct TorchValue {
  std::optional<StridedTensor> tensor;
  std::string other;  // what it is in place of a tensor: a function that is not known, a kind
};

// What a value of a state_dict is. A tensor that goes beyond its storage is an Error that starts
// with `where`.
TorchValue read_torch_value(const TorchArchive& archive, const PickleValue& value,
                            const std::string& where);

// The tensor's elements row by row, into `target` of count() * dtype->size bytes.
void gather(const StridedTensor& tensor, std::byte* target);

}  // namespace dragoman::checkpoints
