// A folder's weights written anew: which tensor goes into which file, in which dtype, and what the
// index and config.json say of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "checkpoints/safetensors.h"
#include "checkpoints/tensor_index.h"

namespace dragoman::checkpoints {

struct PlannedTensor {
  LocatedTensor source;
  TensorHeader header;  // as it will be written
};

using PlannedShard = std::vector<PlannedTensor>;

// In the order in which they lie in their files. `dtype` is float32, bfloat16, float16 or auto (as
// they are); tensors that hold no such numbers keep theirs. Cut as transformers cuts: a shard ends
// before the tensor that would make it too large.
std::vector<PlannedShard> plan_shards(const std::map<std::string, LocatedTensor>& tensors,
                                      const std::string& dtype, int64_t max_shard_bytes);

int64_t bytes_of(const std::vector<PlannedShard>& shards);

// "model.safetensors", or of several "model-00001-of-00003.safetensors".
std::string shard_name(size_t shard, size_t count);

// The index as transformers writes it; a single file needs none.
void write_shard_index(const std::vector<PlannedShard>& shards, const Path& folder);

// Writes config.json with another dtype, under the key that it had; nothing where none changes, or
// for auto.
void write_config(const Json& config, const std::string& dtype, const Path& folder);

}  // namespace dragoman::checkpoints
