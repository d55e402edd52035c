// Tensors with the names that files know them by.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace dragoman::nn {

struct NamedTensor {
  std::string name;
  at::Tensor tensor;
};

// A safetensors file of its own, each tensor in its dtype (float32, uint8, int64).
void save_tensors(std::span<const NamedTensor> tensors, const std::filesystem::path& file);

// Contents from such a file. A tensor that is missing there, or of another shape or dtype, is an
// Error; further ones are not looked at.
void load_tensors(std::span<const NamedTensor> tensors, const std::filesystem::path& file);

int64_t total_elements(std::span<const NamedTensor> tensors);

}  // namespace dragoman::nn
