// One run of a stage over a corpus: a folder of results that a later call goes on with.
//
// `manifest.json` says what the folder is of: stage, options, inputs. What is finished is a file in
// `state/`, written after the results it speaks of; `work/` holds what a stage must remember on
// disk. In the end `report.json` stands beside the results, and both folders are gone.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "corpus/shards.h"

namespace dragoman::corpus {

// What all stages are told.
struct JobOptions {
  std::vector<std::string> inputs;
  Path output;
  std::string field;                // key of the text; "": the usual ones
  bool skip_bad_lines = false;      // count them instead of ending with an Error
  std::string compression = "zst";  // or "none"
  int64_t memory = 256;             // MiB of records that are sorted at once
};

// What became of rows. Sums of it are independent of threads and of interruptions.
struct Counts {
  static constexpr size_t kExamples = 5;

  int64_t rows = 0;
  int64_t written = 0;  // lines; a row may become several
  int64_t bad_lines = 0;
  int64_t bytes_read = 0;  // of text, unpacked
  int64_t bytes_written = 0;
  std::map<std::string, int64_t> removed;                    // by reason
  std::map<std::string, std::vector<std::string>> examples;  // by reason: ids of the first rows
  std::map<std::string, int64_t> parts;                      // lines by part, where there are parts

  void remove(const std::string& reason, const std::string& id);
  void add(const Counts& other);
  Json json() const;
  static Counts from_json(const Json& json);
};

class Job {
 public:
  // Makes the folder, or finds it: one with results of another stage, of other options or of inputs
  // that have changed is the user's error.
  Job(JobOptions options, std::string stage, Json stage_options, std::vector<Shard> shards);

  const JobOptions& options() const { return options_; }
  const std::vector<Shard>& shards() const { return shards_; }
  // Whether report.json was there: nothing is to be done.
  bool complete() const { return complete_; }

  // The place of results; a part is a folder of its own.
  Path result(const std::string& name, const std::string& part = "") const;
  Path work(const std::string& name) const;  // among what is gone in the end

  // What an earlier call noted under that name; null where nothing was.
  Json noted(const std::string& name) const;
  void note(const std::string& name, const Json& state);

  // Writes the report: the counts, what the stage adds, and time, rate and memory of this call.
  void finish(const Counts& counts, const Json& further);

 private:
  Json manifest() const;
  void check_manifest(const Json& wanted) const;
  Json timing(int64_t bytes_read) const;

  JobOptions options_;
  std::string stage_;
  Json stage_options_;
  std::vector<Shard> shards_;
  bool complete_ = false;
  int64_t begun_;  // steady clock, nanoseconds
};

// Progress over shards in MB on disk: unpacked shards as their lines go by, packed ones when done.
class ShardProgress {
 public:
  ShardProgress(const std::string& title, const std::vector<Shard>& shards);

  void line(const Shard& shard, size_t bytes);
  void done(const Shard& shard, bool was_read);  // false: an earlier call had finished it

 private:
  void advance(int64_t bytes);

  Progress progress_;
  int64_t left_over_ = 0;  // bytes of a MB that is not full
};

}  // namespace dragoman::corpus
