// Every tensor of a checkpoint folder by name, wherever it lies: in model.safetensors, or in shards
// with their index.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "checkpoints/safetensors.h"

namespace dragoman::checkpoints {

struct LocatedTensor {
  const Path* file = nullptr;
  const StoredTensor* stored = nullptr;

  std::string where(const std::string& name) const { return file->string() + ": " + name; }
};

// Owns the mapped files; what it hands out looks into them.
class TensorIndex {
 public:
  // A folder without weights, a broken index or a broken file is an Error naming it.
  explicit TensorIndex(const Path& folder);

  const std::map<std::string, LocatedTensor>& tensors() const { return tensors_; }
  const std::vector<Path>& files() const { return paths_; }

  // By the name a decoder's own folder uses; a folder that holds more than the decoder (a vision
  // tower, too) or less (no head) has it under a longer or shorter one. Null: not there.
  const LocatedTensor* find(const std::string& name) const;

 private:
  void open(const std::string& name);
  void open_index(const Path& index);

  Path folder_;
  std::vector<Path> paths_;
  std::vector<std::unique_ptr<SafetensorsFile>> files_;
  std::map<std::string, LocatedTensor> tensors_;
};

}  // namespace dragoman::checkpoints
