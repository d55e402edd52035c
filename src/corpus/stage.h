// One step of making a corpus. A stage is one file and one line in catalog.cpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/catalog.h"
#include "corpus/job.h"

namespace dragoman::corpus {

class Stage {
 public:
  virtual ~Stage() = default;

  // The files that the stage reads, in order. Those named on the command line, for most.
  virtual std::vector<Shard> shards(const JobOptions& options) {
    return find_shards(options.inputs);
  }

  // What the stage read from elsewhere that decides its results; known after `shards`.
  virtual Json plan() const { return nullptr; }

  // Does what an earlier call has not done yet, and ends with job.finish.
  virtual void run(Job& job) = 0;
};

using Catalog = config::Catalog<Stage>;

// The stages that need no model (those that do: synthesis/model_stages.h).
const Catalog& catalog();

// The stage of that name, of that catalogue, with its own options, "--key=value" each, over the
// job's inputs. Returns the report.
Json run_stage(const std::string& name, const JobOptions& options,
               std::span<const std::string> overrides, const Catalog& stages = catalog());

}  // namespace dragoman::corpus
