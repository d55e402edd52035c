#include "checkpoints/tensor_index.h"

#include <set>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::checkpoints {
namespace {

constexpr const char* kWhole = "model.safetensors";
constexpr std::string_view kDecoder = "model.";

}  // namespace

TensorIndex::TensorIndex(const Path& folder) : folder_(folder) {
  const Path index = folder / "model.safetensors.index.json";
  if (std::filesystem::exists(folder / kWhole)) {
    open(kWhole);
  } else if (std::filesystem::exists(index)) {
    open_index(index);
  } else {
    throw_input("{}: no model.safetensors here; is this a checkpoint folder?", folder.string());
  }
  size_t next = 0;
  for (const auto& file : files_) {
    for (const auto& [name, stored] : file->tensors()) tensors_[name] = {&paths_[next], &stored};
    ++next;
  }
}

const LocatedTensor* TensorIndex::find(const std::string& name) const {
  std::vector<std::string> names{name, "language_model." + name};
  if (name.starts_with(kDecoder)) {
    names.push_back("model.language_model." + name.substr(kDecoder.size()));
    names.push_back(name.substr(kDecoder.size()));
  }
  for (const std::string& candidate : names)
    if (const auto found = tensors_.find(candidate); found != tensors_.end()) return &found->second;
  return nullptr;
}

void TensorIndex::open(const std::string& name) {
  if (Path(name).filename() != name)
    throw_input("{}: a shard outside the folder: {}", folder_.string(), name);
  files_.push_back(std::make_unique<SafetensorsFile>(folder_ / name));
  paths_.push_back(folder_ / name);
}

void TensorIndex::open_index(const Path& index) {
  const Json json = parse_json(read_file(index), index.string());
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
    throw_input("{}: weight_map is missing", index.string());
  std::set<std::string> opened;
  for (const auto& [tensor, file] : json["weight_map"].items()) {
    if (!file.is_string()) throw_input("{}: {} names no file", index.string(), tensor);
    if (opened.insert(file.get<std::string>()).second) open(file.get<std::string>());
  }
}

}  // namespace dragoman::checkpoints
