// Every tensor of a checkpoint folder by name, wherever it lies: in model.safetensors, or in shards
// with their index; else in torch's own pytorch_model.bin, or its shards.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "checkpoints/weights_file.h"

namespace dragoman::checkpoints {

struct LocatedTensor {
  const Path* file = nullptr;
  const StoredTensor* stored = nullptr;
  bool mapped = false;  // its bytes lie in the file, all of them

  // Of the bytes: what was read of them may leave the memory.
  void release() const {
    if (mapped) drop_pages(stored->bytes);
  }
  std::string where(const std::string& name) const { return file->string() + ": " + name; }
};

// A stored name as a decoder's own folder has it: "language_model.model.norm.weight" is
// "model.norm.weight".
std::string decoder_name(const std::string& stored);

// Owns the mapped files; what it hands out looks into them.
class TensorIndex {
 public:
  // A folder without weights, a broken index or a broken file is an Error naming it.
  explicit TensorIndex(const Path& folder);

  const std::map<std::string, LocatedTensor>& tensors() const { return tensors_; }
  const std::vector<WeightsFile>& files() const { return files_; }

  // By the name a decoder's own folder uses; a folder that holds more than the decoder (a vision
  // tower, too) or less (no head) has it under a longer or shorter one. Null: not there.
  const LocatedTensor* find(const std::string& name) const;

  // The Error for one that is not there, or is there as something else than a tensor.
  [[noreturn]] void missing(const std::string& name) const;

 private:
  bool open_any(const char* whole);  // the file of this name or its shards; false without both
  void open(const std::string& name);

  Path folder_;
  std::vector<WeightsFile> files_;
  std::map<std::string, LocatedTensor> tensors_;
  std::map<std::string, std::string> others_;  // names of what is no tensor, and what it is
};

}  // namespace dragoman::checkpoints
