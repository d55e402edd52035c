// A tensor as bytes in a file, and the kinds of numbers that files hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::checkpoints {

struct StoredTensor {
  std::string dtype;  // "F32", "BF16", "F16", … as safetensors names them
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;  // row by row, little-endian; inside the file that gave it
};

struct Dtype {
  const char* name;           // in safetensors
  int64_t size;               // bytes of one element
  const char* torch_name;     // torch.NAME
  const char* storage_class;  // torch.NAME of what holds them in torch's files; "" where none does
};

// nullptr when it is not known.
const Dtype* find_dtype(std::string_view name);
const Dtype* find_torch_dtype(std::string_view torch_name);
const Dtype* find_storage_class(std::string_view storage_class);

// Bytes of a tensor of this shape; an Error that starts with `where` for a negative size, and for a
// product that 63 bits do not hold.
int64_t tensor_size(const std::vector<int64_t>& shape, int64_t element, const std::string& where);

// Refuses what often lies in a large file's place: Git's pointer to it, and a server's page of
// regrets.
void refuse_substitute(std::string_view file, const std::string& where);

// "2, 3"
std::string to_text(const std::vector<int64_t>& shape);

}  // namespace dragoman::checkpoints
