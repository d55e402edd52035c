// A model as a Hugging Face folder: config.json, generation_config.json, model.safetensors (or
// shards with their index). Tied heads are not stored. Written in the dtype the config names.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checkpoints/safetensors.h"
#include "checkpoints/torch_file.h"
#include "nn/weights.h"

namespace dragoman::nn {

// Weights in float32 on the best device, or their matrices in another dtype as cast_matrices makes
// them, which then never stand in memory as float32 all at once. A missing tensor, a wrong shape, a
// truncated file or a value that is not finite is an Error naming file and tensor.
Weights load_weights(const std::filesystem::path& folder, at::ScalarType matrices = at::kFloat);

// The tensors of a checkpoint, wherever they lie.
struct TensorSource {
  std::function<bool(const std::string& name)> has;
  // A copy in float32 on the CPU. A missing tensor, another shape, a value that is not finite are
  // Errors that name file and tensor.
  std::function<at::Tensor(const std::string& name, const std::vector<int64_t>& shape)> read;
};

// Of a Hugging Face folder.
TensorSource open_tensors(const std::filesystem::path& folder);

// Of a file, by names without `prefix`.
TensorSource tensors_of(std::shared_ptr<const checkpoints::TorchFile> file, std::string prefix);

// A copy in float32 on the CPU; a dtype that is not known, or a value that is not finite, is an
// Error that starts with `where`.
at::Tensor as_float(const checkpoints::StoredTensor& stored, const std::string& where);

// The same; another shape is such an Error, too.
at::Tensor read_checked(const checkpoints::StoredTensor& stored, const std::vector<int64_t>& shape,
                        const std::string& where);

// Of a safetensors file: "F32", "BF16", "F16"; another one is an Error that starts with `where`.
at::ScalarType scalar_type(const std::string& dtype, const std::string& where);
// And its name there, from a config.json's: "bfloat16".
std::string stored_name(const std::string& dtype);

// Writes into an existing folder. The score head of a language model is no part of it.
void save_weights(const Weights& weights, const std::filesystem::path& folder);

}  // namespace dragoman::nn
