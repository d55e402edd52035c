#include "nn/named_tensor.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "checkpoints/safetensors.h"

namespace dragoman::nn {
namespace {

const char* safetensors_name(at::ScalarType type) {
  if (type == at::kFloat) return "F32";
  if (type == at::kByte) return "U8";
  DRAGOMAN_CHECK(type == at::kLong, "state is kept in float32, uint8 or int64");
  return "I64";
}

}  // namespace

void save_tensors(std::span<const NamedTensor> tensors, const std::filesystem::path& file) {
  std::vector<at::Tensor> copies;
  std::vector<checkpoints::TensorToStore> stored;
  for (const auto& [name, tensor] : tensors) {
    copies.push_back(tensor.detach().to(at::kCPU).contiguous());
    const auto* bytes = static_cast<const std::byte*>(copies.back().const_data_ptr());
    stored.push_back({name,
                      safetensors_name(tensor.scalar_type()),
                      tensor.sizes().vec(),
                      {bytes, copies.back().nbytes()}});
  }
  checkpoints::write_safetensors(file, stored);
}

void load_tensors(std::span<const NamedTensor> tensors, const std::filesystem::path& file) {
  const at::NoGradGuard no_gradients;
  const checkpoints::SafetensorsFile opened(file);
  for (const auto& [name, tensor] : tensors) {
    const auto found = opened.tensors().find(name);
    const bool fits = found != opened.tensors().end() &&
                      found->second.shape == tensor.sizes().vec() &&
                      found->second.dtype == safetensors_name(tensor.scalar_type());
    if (!fits)
      throw_input("{}: {} is missing or of another shape; does it belong to this recipe?",
                  file.string(), name);
    tensor.detach().copy_(at::from_blob(const_cast<std::byte*>(found->second.bytes.data()),
                                        tensor.sizes(), tensor.scalar_type()));
  }
}

int64_t total_elements(std::span<const NamedTensor> tensors) {
  int64_t count = 0;
  for (const auto& [name, tensor] : tensors) count += tensor.numel();
  return count;
}

}  // namespace dragoman::nn
