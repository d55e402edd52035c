// What torch.save wrote: pytorch_model.bin, Lightning's .ckpt. Its pickle is read as a description
// (checkpoints/pickle.h), so no file can make this program do anything: the handful of functions
// that stand for a tensor are known by name, every other call is left alone.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "checkpoints/stored_tensor.h"

namespace dragoman::checkpoints {

// A mapped file with the interface of SafetensorsFile. Its tensors are those of the dictionary
// "state_dict", where there is one, else of the whole file; names of nested dictionaries are joined
// by dots. Contiguous tensors point into the file, others into copies made here, which may not take
// more memory than four times the file. A truncated or malformed file is an Error.
class TorchFile {
 public:
  explicit TorchFile(const Path& path);

  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }
  // Names in the same dictionary that hold no tensor which can be read, and why: "torch._utils.…".
  const std::map<std::string, std::string>& others() const { return others_; }
  const Path& path() const { return path_; }

 private:
  Path path_;
  MappedFile file_;
  std::deque<std::vector<std::byte>> copies_;
  std::map<std::string, StoredTensor> tensors_;
  std::map<std::string, std::string> others_;
};

}  // namespace dragoman::checkpoints
