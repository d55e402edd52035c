// One recorded step of a run, done again from the checkpoint before it.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace dragoman::training {

struct Replay {
  int64_t from = 0;  // the checkpoint's step; 0: from the start
  Json recorded;     // the step's line of metrics.jsonl
  Json replayed;
  std::vector<std::string> different;  // names of metrics, but for timings and memory

  bool identical() const { return different.empty(); }
};

// `step` counts optimizer steps from 1, as metrics.jsonl does. The run folder stays as it is.
Replay replay_step(const Path& run_folder, int64_t step);

}  // namespace dragoman::training
