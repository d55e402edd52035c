// A model as a Hugging Face folder: config.json, generation_config.json, model.safetensors (or
// shards with their index). Tied heads are not stored. Written in the dtype the config names.
#pragma once

#include <filesystem>

#include "checkpoints/safetensors.h"
#include "nn/weights.h"

namespace dragoman::nn {

// Weights in float32 on the best device. A missing tensor, a wrong shape, a truncated file or a
// value that is not finite is an Error naming file and tensor.
Weights load_weights(const std::filesystem::path& folder);

// A copy in float32 on the CPU; a dtype that is not known, or a value that is not finite, is an
// Error that starts with `where`.
at::Tensor as_float(const checkpoints::StoredTensor& stored, const std::string& where);

// Writes into an existing folder.
void save_weights(const Weights& weights, const std::filesystem::path& folder);

}  // namespace dragoman::nn
