#include "checkpoints/shards.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

bool changes_dtype(const std::string& dtype) {
  return dtype == "F32" || dtype == "BF16" || dtype == "F16";
}

PlannedShard plan_tensors(const std::map<std::string, LocatedTensor>& tensors,
                          const std::string& dtype) {
  PlannedShard all;
  for (const auto& [name, located] : tensors) {
    const StoredTensor& stored = *located.stored;
    const bool changes = dtype != "auto" && changes_dtype(stored.dtype);
    all.push_back(
        {located, {name, changes ? find_torch_dtype(dtype)->name : stored.dtype, stored.shape}});
  }
  std::sort(all.begin(), all.end(), [](const PlannedTensor& a, const PlannedTensor& b) {
    if (a.source.file != b.source.file) return a.source.file < b.source.file;
    return a.source.stored->bytes.data() < b.source.stored->bytes.data();
  });
  return all;
}

}  // namespace

std::vector<PlannedShard> plan_shards(const std::map<std::string, LocatedTensor>& tensors,
                                      const std::string& dtype, int64_t max_shard_bytes) {
  std::vector<PlannedShard> shards(1);
  int64_t held = 0;
  for (PlannedTensor& tensor : plan_tensors(tensors, dtype)) {
    const int64_t bytes = tensor.header.bytes();
    if (held > 0 && held + bytes > max_shard_bytes) {
      shards.emplace_back();
      held = 0;
    }
    held += bytes;
    shards.back().push_back(std::move(tensor));
  }
  return shards;
}

int64_t bytes_of(const std::vector<PlannedShard>& shards) {
  int64_t sum = 0;
  for (const PlannedShard& shard : shards)
    for (const PlannedTensor& tensor : shard) sum += tensor.header.bytes();
  return sum;
}

std::string shard_name(size_t shard, size_t count) {
  if (count == 1) return "model.safetensors";
  return fmt::format("model-{:05}-of-{:05}.safetensors", shard + 1, count);
}

void write_shard_index(const std::vector<PlannedShard>& shards, const Path& folder) {
  if (shards.size() == 1) return;
  std::map<std::string, std::string> files;
  int64_t parameters = 0;
  for (size_t i = 0; i < shards.size(); ++i) {
    for (const PlannedTensor& tensor : shards[i]) {
      files[tensor.header.name] = shard_name(i, shards.size());
      parameters += tensor.header.bytes() / element_size(tensor.header.dtype, "");
    }
  }
  const Json index = {
      {"metadata", {{"total_parameters", parameters}, {"total_size", bytes_of(shards)}}},
      {"weight_map", files}};
  write_file(folder / "model.safetensors.index.json", index.dump(2) + "\n");
}

void write_config(const Json& config, const std::string& dtype, const Path& folder) {
  if (dtype == "auto") return;
  Json changed = config;
  bool named = false;
  for (const char* key : {"dtype", "torch_dtype"}) {
    if (!config.contains(key)) continue;
    changed[key] = dtype;
    named = true;
  }
  if (!named) changed["torch_dtype"] = dtype;
  for (auto& [section, value] : changed.items())
    for (const char* key : {"dtype", "torch_dtype"})
      if (value.is_object() && value.contains(key)) value[key] = dtype;
  if (changed != config) write_file(folder / "config.json", changed.dump(2) + "\n");
}

}  // namespace dragoman::checkpoints
