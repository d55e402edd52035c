// A checkpoint's folder written anew: another dtype, other shards, an adapter added to the weights.
#pragma once

#include "episodes/backend.h"

namespace dragoman::nn {

// Every tensor of the folder, also those of a vision tower; what is not changed keeps its bytes.
// Files besides the weights are copied, and of config.json only the dtype changes. The output
// appears whole or not at all. A value that the new dtype can't hold is an Error naming the tensor.
void export_checkpoint(const episodes::ExportRequest& request);

}  // namespace dragoman::nn
