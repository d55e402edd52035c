// Several checkpoints of one ancestor become one: checked, streamed tensor by tensor, and written
// as a folder that appears whole or not at all.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "merging/method.h"
#include "merging/report.h"

namespace dragoman::merging {

struct MergeRequest {
  std::string method;
  Path base;
  std::vector<Path> models;
  Path output;                  // not there, or empty
  std::string dtype = "auto";   // float32, bfloat16, float16; auto: each tensor as the base has it
  int64_t max_shard_bytes = 0;  // above 0
  Settings settings;            // with weight and density of every model
  Json calibration;             // told in merge.json: what the moments were measured on; or null
};

// What is wrong with folders and settings, before anything is written or measured.
void check_merge(const MergeRequest& request);

// Checks, merges and writes the folder: the weights, merge.json with what was done, and all other
// files of the base. Progress goes to stderr. Memory holds a few MiB of every checkpoint, whatever
// their size; obim adds a byte for each element of the largest tensor and at most 32 MiB a model.
Report merge_checkpoints(const MergeRequest& request);

}  // namespace dragoman::merging
