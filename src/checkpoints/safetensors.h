// The safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes.
// Nothing in a file is trusted: sizes, offsets and shapes are checked before a byte is used, and
// every byte of the data belongs to exactly one tensor, as in the reference implementation.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "checkpoints/stored_tensor.h"

namespace dragoman::checkpoints {

// A mapped file; the tensors point into it. A truncated or malformed one is an Error.
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const Path& path);

  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }
  const Path& path() const { return path_; }

 private:
  Path path_;
  MappedFile file_;
  std::map<std::string, StoredTensor> tensors_;
};

// Bytes of one element; an Error for a dtype that is not known.
int64_t element_size(const std::string& dtype, const std::string& where);

// A tensor whose bytes are still to come.
struct TensorHeader {
  std::string name;
  std::string dtype;
  std::vector<int64_t> shape;

  int64_t bytes() const;
};

// Writes one file, atomically: everything is announced first, then the bytes follow in that order.
class SafetensorsWriter {
 public:
  SafetensorsWriter(const Path& path, std::span<const TensorHeader> tensors);

  void append(std::span<const std::byte> bytes);
  void commit();  // after all of them

 private:
  AtomicFile file_;
  uint64_t missing_ = 0;  // bytes
};

struct TensorToStore {
  std::string name;
  std::string dtype;
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;
};

// Writes one file, atomically, tensors in the given order.
void write_safetensors(const Path& path, std::span<const TensorToStore> tensors);

}  // namespace dragoman::checkpoints
