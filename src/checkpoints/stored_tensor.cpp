#include "checkpoints/stored_tensor.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

constexpr std::array kDtypes = {
    Dtype{"F32", 4, "float32", "FloatStorage"},
    Dtype{"BF16", 2, "bfloat16", "BFloat16Storage"},
    Dtype{"F16", 2, "float16", "HalfStorage"},
    Dtype{"F64", 8, "float64", "DoubleStorage"},
    Dtype{"I64", 8, "int64", "LongStorage"},
    Dtype{"I32", 4, "int32", "IntStorage"},
    Dtype{"I16", 2, "int16", "ShortStorage"},
    Dtype{"I8", 1, "int8", "CharStorage"},
    Dtype{"U8", 1, "uint8", "ByteStorage"},
    Dtype{"BOOL", 1, "bool", "BoolStorage"},
    Dtype{"U16", 2, "uint16", ""},
    Dtype{"U32", 4, "uint32", ""},
    Dtype{"U64", 8, "uint64", ""},
    Dtype{"F8_E4M3", 1, "float8_e4m3fn", ""},
    Dtype{"F8_E5M2", 1, "float8_e5m2", ""},
    Dtype{"F8_E8M0", 1, "float8_e8m0fnu", ""},
    Dtype{"C64", 8, "complex64", "ComplexFloatStorage"},
};

const Dtype* find(std::string_view wanted, const char* const Dtype::*field) {
  const auto found = std::find_if(kDtypes.begin(), kDtypes.end(),
                                  [&](const Dtype& dtype) { return dtype.*field == wanted; });
  return wanted.empty() || found == kDtypes.end() ? nullptr : &*found;
}

}  // namespace

const Dtype* find_dtype(std::string_view name) { return find(name, &Dtype::name); }

const Dtype* find_torch_dtype(std::string_view torch_name) {
  return find(torch_name, &Dtype::torch_name);
}

const Dtype* find_storage_class(std::string_view storage_class) {
  return find(storage_class, &Dtype::storage_class);
}

int64_t tensor_size(const std::vector<int64_t>& shape, int64_t element, const std::string& where) {
  int64_t bytes = element;
  bool possible = true;
  bool empty = false;
  for (const int64_t size : shape) {
    empty = empty || size == 0;
    possible = possible && size >= 0 && (empty || !__builtin_mul_overflow(bytes, size, &bytes));
  }
  if (!possible) throw_input("{}: the shape [{}] is impossible", where, to_text(shape));
  return empty ? 0 : bytes;
}

void refuse_substitute(std::string_view file, const std::string& where) {
  constexpr size_t kLongest = 200;
  const std::string_view begin = file.substr(0, kLongest);
  if (begin.starts_with("version ") && begin.find("\noid sha256:") != begin.npos)
    throw_input("{}: a Git LFS pointer in place of the file; fetch it with git lfs pull", where);
  if (begin.starts_with("<!DOCTYPE") || begin.starts_with("<html"))
    throw_input("{}: a web page in place of the file; download it again, signed in if need be",
                where);
}

std::string to_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return text;
}

}  // namespace dragoman::checkpoints
