// A checkpoint that takes part in a merge, and whether two of them can be merged at all.
#pragma once

#include <map>
#include <string>

#include "base/json.h"
#include "checkpoints/model_config.h"
#include "checkpoints/tensor_index.h"

namespace dragoman::merging {

struct Checkpoint {
  Path folder;
  Json json;  // config.json
  checkpoints::ModelConfig config;
  checkpoints::TensorIndex index;
  // By name. A head that is tied to the embedding is left out, should the folder have it.
  std::map<std::string, checkpoints::LocatedTensor> tensors;
};

// An adapter's folder, quantised weights or a family that is not known is an Error that says what
// to do.
Checkpoint open_checkpoint(const Path& folder);

// The first difference that makes a merge meaningless is an Error naming file and tensor or key:
// the architecture, names and shapes of tensors, the tokens of the vocabulary where both folders
// have a tokenizer.
void check_alike(const Checkpoint& base, const Checkpoint& model);

}  // namespace dragoman::merging
