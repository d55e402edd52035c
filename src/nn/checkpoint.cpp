#include "nn/checkpoint.h"

#include <ATen/ATen.h>

#include <map>
#include <memory>

#include "base/error.h"
#include "checkpoints/safetensors.h"

namespace dragoman::nn {
namespace {

at::ScalarType scalar_type(const std::string& dtype, const std::string& where) {
  if (dtype == "F32") return at::kFloat;
  if (dtype == "BF16") return at::kBFloat16;
  if (dtype == "F16") return at::kHalf;
  throw_input("{}: weights of dtype {} are not supported (F32, BF16, F16 are)", where, dtype);
}

std::string stored_name(const std::string& dtype) {
  if (dtype == "bfloat16") return "BF16";
  if (dtype == "float16") return "F16";
  return "F32";
}

// Every tensor of a folder, wherever it lies.
class Shards {
 public:
  explicit Shards(const Path& folder) : folder_(folder) {
    const Path index = folder / "model.safetensors.index.json";
    if (std::filesystem::exists(folder / "model.safetensors")) {
      open("model.safetensors");
    } else if (std::filesystem::exists(index)) {
      open_index(index);
    } else {
      throw_input("{}: no model.safetensors here; is this a checkpoint folder?", folder.string());
    }
  }

  bool has(const std::string& name) const { return found_.contains(name); }

  at::Tensor read(const std::string& name, const std::vector<int64_t>& shape) const {
    const auto found = found_.find(name);
    if (found == found_.end()) throw_input("{}: the tensor {} is missing", folder_.string(), name);
    const checkpoints::StoredTensor& stored = *found->second.tensor;
    const std::string where = found->second.file + ": " + name;
    if (stored.shape != shape)
      throw_input("{}: its shape is [{}], config.json asks for [{}]", where, join(stored.shape),
                  join(shape));
    return as_float(stored, where);
  }

 private:
  struct Found {
    std::string file;
    const checkpoints::StoredTensor* tensor;
  };

  static std::string join(const std::vector<int64_t>& shape) {
    std::string text;
    for (const int64_t size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
    return text;
  }

  void open(const std::string& name) {
    if (Path(name).filename() != name)
      throw_input("{}: a shard outside the folder: {}", folder_.string(), name);
    files_.push_back(std::make_unique<checkpoints::SafetensorsFile>(folder_ / name));
    for (const auto& [tensor, stored] : files_.back()->tensors())
      found_[tensor] = {(folder_ / name).string(), &stored};
  }

  void open_index(const Path& index) {
    const Json json = parse_json(read_file(index), index.string());
    if (!json.contains("weight_map") || !json["weight_map"].is_object())
      throw_input("{}: weight_map is missing", index.string());
    std::map<std::string, bool> opened;
    for (const auto& [tensor, file] : json["weight_map"].items()) {
      if (!file.is_string()) throw_input("{}: {} names no file", index.string(), tensor);
      if (!std::exchange(opened[file.get<std::string>()], true)) open(file.get<std::string>());
    }
  }

  Path folder_;
  std::vector<std::unique_ptr<checkpoints::SafetensorsFile>> files_;
  std::map<std::string, Found> found_;
};

Json generation_config(const ModelConfig& config) {
  Json json = Json::object();
  const auto& ids = config.eos_token_ids;
  if (ids.size() == 1) json["eos_token_id"] = ids[0];
  if (ids.size() > 1) json["eos_token_id"] = ids;
  return json;
}

}  // namespace

at::Tensor as_float(const checkpoints::StoredTensor& stored, const std::string& where) {
  const at::Tensor view = at::from_blob(const_cast<std::byte*>(stored.bytes.data()), stored.shape,
                                        scalar_type(stored.dtype, where));
  at::Tensor tensor = view.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true);
  if (!at::isfinite(tensor).all().item<bool>())
    throw_input("{}: holds values that are not finite (NaN or infinity)", where);
  return tensor;
}

Weights load_weights(const Path& folder) {
  if (!std::filesystem::is_directory(folder))
    throw_input("{}: no such checkpoint folder", folder.string());
  const Path config_path = folder / "config.json";
  Weights weights;
  const Json json = parse_json(read_file(config_path), config_path.string());
  weights.config = checkpoints::parse_model_config(json, config_path.string());
  const Path generation = folder / "generation_config.json";
  if (std::filesystem::exists(generation))
    checkpoints::read_end_tokens(parse_json(read_file(generation), generation.string()),
                                 generation.string(), weights.config);
  const Shards shards(folder);
  if (!shards.has("lm_head.weight") && !weights.config.tie_word_embeddings)
    throw_input("{}: lm_head.weight is missing and tie_word_embeddings is false", folder.string());
  const at::Device device = best_device();
  visit_weights(weights,
                [&](const std::string& name, at::Tensor& tensor, std::vector<int64_t> shape) {
                  tensor = shards.read(name, shape).to(device);
                });
  return weights;
}

void save_weights(const Weights& weights, const Path& folder) {
  std::vector<at::Tensor> copies;  // contiguous, on the CPU, in the stored dtype
  std::vector<checkpoints::TensorToStore> stored;
  const std::string dtype = stored_name(weights.config.dtype);
  Weights view = weights;  // shares the tensors
  visit_weights(view, [&](const std::string& name, at::Tensor& tensor, std::vector<int64_t> shape) {
    copies.push_back(tensor.detach().to(at::kCPU, scalar_type(dtype, name)).contiguous());
    const auto* bytes = static_cast<const std::byte*>(copies.back().const_data_ptr());
    stored.push_back({name, dtype, std::move(shape), {bytes, copies.back().nbytes()}});
  });
  Json config = to_json(weights.config);
  const Json generation = generation_config(weights.config);
  if (generation.contains("eos_token_id")) config["eos_token_id"] = generation["eos_token_id"];
  write_file(folder / "config.json", config.dump(2) + "\n");
  write_file(folder / "generation_config.json", generation.dump(2) + "\n");
  checkpoints::write_safetensors(folder / "model.safetensors", stored);
}

}  // namespace dragoman::nn
