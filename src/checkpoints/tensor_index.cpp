#include "checkpoints/tensor_index.h"

#include <set>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::checkpoints {
namespace {

constexpr const char* kWhole = "model.safetensors";
constexpr const char* kTorchWhole = "pytorch_model.bin";
constexpr const char* kIndexSuffix = ".index.json";
const std::string kDecoder = "model.";
const std::string kPart = "language_model.";  // of a model with further senses

// The shards' names. Read unordered, as an ordered object of this size would take minutes.
std::set<std::string> read_index(const Path& index) {
  const std::string where = index.string();
  const std::string text = read_file(index);
  check_json_depth(text, where);
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) throw_input("{}: not valid JSON; was it copied whole?", where);
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
    throw_input("{}: weight_map is missing", where);
  std::set<std::string> names;
  for (const auto& [tensor, file] : json["weight_map"].items()) {
    if (!file.is_string()) throw_input("{}: weight_map: {} names no file", where, tensor);
    const std::string name = file.get<std::string>();
    if (Path(name).filename() != name || name.find('\0') != name.npos || name == "..")
      throw_input("{}: weight_map: {} names a file outside the folder: {}", where, tensor, name);
    names.insert(name);
  }
  return names;
}

}  // namespace

std::string decoder_name(const std::string& stored) {
  if (stored.starts_with(kPart)) return stored.substr(kPart.size());
  if (stored.starts_with(kDecoder + kPart))
    return kDecoder + stored.substr(kDecoder.size() + kPart.size());
  return stored;
}

TensorIndex::TensorIndex(const Path& folder) : folder_(folder) {
  if (!open_any(kWhole) && !open_any(kTorchWhole))
    throw_input("{}: neither {} nor {} here; is this a checkpoint folder?", folder.string(), kWhole,
                kTorchWhole);
  for (const WeightsFile& file : files_)
    for (const auto& [name, stored] : file.tensors())
      tensors_[name] = {&file.path(), &stored, file.mapped()};
}

const LocatedTensor* TensorIndex::find(const std::string& name) const {
  std::vector<std::string> names{name, kPart + name};
  if (name.starts_with(kDecoder)) {
    names.push_back(kDecoder + kPart + name.substr(kDecoder.size()));
    names.push_back(name.substr(kDecoder.size()));
  }
  for (const std::string& candidate : names)
    if (const auto found = tensors_.find(candidate); found != tensors_.end()) return &found->second;
  return nullptr;
}

void TensorIndex::missing(const std::string& name) const {
  if (const auto other = others_.find(name); other != others_.end())
    throw_input("{}: {} holds {}, no tensor that can be read", folder_.string(), name,
                other->second);
  throw_input("{}: the tensor {} is missing", folder_.string(), name);
}

bool TensorIndex::open_any(const char* whole) {
  const Path index = folder_ / (std::string(whole) + kIndexSuffix);
  if (std::filesystem::exists(folder_ / whole)) {
    open(whole);
  } else if (std::filesystem::exists(index)) {
    for (const std::string& name : read_index(index)) open(name);
  } else {
    return false;
  }
  return true;
}

void TensorIndex::open(const std::string& name) {
  const auto& others = files_.emplace_back(folder_ / name).others();
  others_.insert(others.begin(), others.end());
}

}  // namespace dragoman::checkpoints
