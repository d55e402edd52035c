#include "nn/checkpoint.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "checkpoints/tensor_index.h"

namespace dragoman::nn {
namespace {

at::Tensor read_located(const checkpoints::TensorIndex& index,
                        const checkpoints::LocatedTensor* found, const std::string& name,
                        const std::vector<int64_t>& shape) {
  if (found == nullptr) index.missing(name);
  at::Tensor tensor = read_checked(*found->stored, shape, found->where(name));
  found->release();
  return tensor;
}

// A file may have them at any address.
bool aligned(const checkpoints::StoredTensor& stored, const std::string& where) {
  const auto element = static_cast<uintptr_t>(checkpoints::element_size(stored.dtype, where));
  return reinterpret_cast<uintptr_t>(stored.bytes.data()) % element == 0;
}

// As it was read; of a fresh model, its end tokens.
Json generation_config(const ModelConfig& config) {
  if (!config.generation.is_null()) return config.generation;
  Json json = Json::object();
  const auto& ids = config.eos_token_ids;
  if (ids.size() == 1) json["eos_token_id"] = ids[0];
  if (ids.size() > 1) json["eos_token_id"] = ids;
  return json;
}

}  // namespace

at::ScalarType scalar_type(const std::string& dtype, const std::string& where) {
  if (dtype == "F32") return at::kFloat;
  if (dtype == "BF16") return at::kBFloat16;
  if (dtype == "F16") return at::kHalf;
  if (dtype == "F64") return at::kDouble;
  throw_input("{}: weights of dtype {} are not supported (F32, BF16, F16, F64 are)", where, dtype);
}

std::string stored_name(const std::string& dtype) {
  if (dtype == "bfloat16") return "BF16";
  if (dtype == "float16") return "F16";
  return "F32";
}

at::Tensor as_float(const checkpoints::StoredTensor& stored, const std::string& where) {
  const at::ScalarType type = scalar_type(stored.dtype, where);
  std::vector<std::byte> copy;
  if (!aligned(stored, where)) copy.assign(stored.bytes.begin(), stored.bytes.end());
  const std::byte* bytes = copy.empty() ? stored.bytes.data() : copy.data();
  const at::Tensor view = at::from_blob(const_cast<std::byte*>(bytes), stored.shape, type);
  at::Tensor tensor = view.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true);
  constexpr int64_t kPiece = 1 << 22;  // the check needs memory, too
  for (const at::Tensor& piece : tensor.flatten().split(kPiece))
    if (!at::isfinite(piece).all().item<bool>())
      throw_input("{}: holds values that are not finite (NaN or infinity)", where);
  return tensor;
}

at::Tensor read_checked(const checkpoints::StoredTensor& stored, const std::vector<int64_t>& shape,
                        const std::string& where) {
  if (stored.shape != shape)
    throw_input("{}: its shape is [{}], the configuration asks for [{}]", where,
                checkpoints::to_text(stored.shape), checkpoints::to_text(shape));
  return as_float(stored, where);
}

TensorSource open_tensors(const Path& folder) {
  const auto index = std::make_shared<const checkpoints::TensorIndex>(folder);
  return {[index](const std::string& name) { return index->tensors().contains(name); },
          [index](const std::string& name, const std::vector<int64_t>& shape) {
            const auto found = index->tensors().find(name);
            const bool missing = found == index->tensors().end();
            return read_located(*index, missing ? nullptr : &found->second, name, shape);
          }};
}

TensorSource tensors_of(std::shared_ptr<const checkpoints::TorchFile> file, std::string prefix) {
  return {
      [file, prefix](const std::string& name) { return file->tensors().contains(prefix + name); },
      [file, prefix](const std::string& name, const std::vector<int64_t>& shape) {
        const auto found = file->tensors().find(prefix + name);
        if (found == file->tensors().end())
          throw_input("{}: the tensor {}{} is missing", file->path().string(), prefix, name);
        return read_checked(found->second, shape, file->path().string() + ": " + prefix + name);
      }};
}

Weights load_weights(const Path& folder, at::ScalarType matrices) {
  if (!std::filesystem::is_directory(folder))
    throw_input("{}: no such checkpoint folder", folder.string());
  const Path config_path = folder / "config.json";
  Weights weights;
  const Json json = parse_json(read_file(config_path), config_path.string());
  weights.config = checkpoints::parse_model_config(json, config_path.string());
  const Path generation = folder / "generation_config.json";
  if (std::filesystem::exists(generation)) {
    weights.config.generation = parse_json(read_file(generation), generation.string());
    checkpoints::read_end_tokens(weights.config.generation, generation.string(), weights.config);
  }
  const checkpoints::TensorIndex index(folder);
  if (weights.config.language_head && index.find("lm_head.weight") == nullptr &&
      !weights.config.tie_word_embeddings)
    throw_input("{}: lm_head.weight is missing and tie_word_embeddings is false", folder.string());
  const at::Device device = best_device();
  visit_weights(weights,
                [&](const std::string& name, at::Tensor& tensor, std::vector<int64_t> shape) {
                  tensor = read_located(index, index.find(name), name, shape).to(device);
                  if (matrices != at::kFloat)
                    tensor = cast_matrix(weights.config, name, tensor, matrices);
                });
  return weights;
}

void save_weights(const Weights& weights, const Path& folder) {
  std::vector<at::Tensor> copies;  // contiguous, on the CPU, in the stored dtype
  std::vector<checkpoints::TensorToStore> stored;
  const std::string dtype = stored_name(weights.config.dtype);
  Weights view = weights;                                         // shares the tensors
  if (view.config.language_head) view.config.score_head = false;  // no part of a language model
  visit_weights(view, [&](const std::string& name, at::Tensor& tensor, std::vector<int64_t> shape) {
    copies.push_back(tensor.detach().to(at::kCPU, scalar_type(dtype, name)).contiguous());
    const auto* bytes = static_cast<const std::byte*>(copies.back().const_data_ptr());
    stored.push_back({name, dtype, std::move(shape), {bytes, copies.back().nbytes()}});
  });
  write_file(folder / "config.json", to_json(weights.config).dump(2) + "\n");
  write_file(folder / "generation_config.json", generation_config(weights.config).dump(2) + "\n");
  checkpoints::write_safetensors(folder / "model.safetensors", stored);
}

}  // namespace dragoman::nn
