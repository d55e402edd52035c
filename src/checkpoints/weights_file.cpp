#include "checkpoints/weights_file.h"

#include "checkpoints/safetensors.h"
#include "checkpoints/torch_file.h"

namespace dragoman::checkpoints {
namespace {

const std::map<std::string, std::string> kNothing;

}  // namespace

WeightsFile::WeightsFile(const Path& path)
    : path_(path), others_(&kNothing), mapped_(path.extension() == ".safetensors") {
  if (mapped_) {
    const auto file = std::make_shared<const SafetensorsFile>(path);
    tensors_ = &file->tensors();
    file_ = file;
  } else {
    const auto file = std::make_shared<const TorchFile>(path);
    tensors_ = &file->tensors();
    others_ = &file->others();
    file_ = file;
  }
}

}  // namespace dragoman::checkpoints
