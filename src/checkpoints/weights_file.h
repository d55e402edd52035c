// One file of weights, in whichever format: safetensors, or what torch.save wrote.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/files.h"
#include "checkpoints/stored_tensor.h"

namespace dragoman::checkpoints {

// A handle: copies share the mapped file, which the tensors point into.
class WeightsFile {
 public:
  // The name says the format. A file that can't be read is an Error.
  explicit WeightsFile(const Path& path);

  const Path& path() const { return path_; }
  const std::map<std::string, StoredTensor>& tensors() const { return *tensors_; }
  // Names of what is no tensor that can be read, and what it is.
  const std::map<std::string, std::string>& others() const { return *others_; }
  // Whether every tensor's bytes lie in the file.
  bool mapped() const { return mapped_; }

 private:
  Path path_;
  std::shared_ptr<const void> file_;
  const std::map<std::string, StoredTensor>* tensors_;
  const std::map<std::string, std::string>* others_;
  bool mapped_;
};

}  // namespace dragoman::checkpoints
