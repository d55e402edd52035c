// Rows from files through their stages, with a count of everything that was left out on the way.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "data/config.h"

namespace dragoman::data {

// What one step dropped, and how many rows it changed.
struct StageCount {
  std::string name;
  int64_t dropped = 0;
  int64_t changed = 0;
};

struct Counts {
  int64_t read = 0;
  int64_t kept = 0;
  std::vector<StageCount> stages;

  std::string text() const;  // "9 of 12 rows kept; length dropped 2, deduplicate dropped 1"
  Json json() const;
};

// Not thread-safe.
class Pipeline {
 public:
  explicit Pipeline(const DataConfig& config);

  // False at the end or at the limit. A row over `max_characters` is an Error that names it, or is
  // skipped and counted, as the config says.
  bool next(Row& row);

  const Counts& counts() const { return counts_; }

 private:
  bool fits(const Row& row) const;
  bool pass_stages(Row& row);
  void complete(Row& row) const;

  DataConfig config_;
  std::unique_ptr<Reader> reader_;
  std::vector<std::unique_ptr<Stage>> stages_;
  Counts counts_;  // `stages` holds "long_rows" first, then one entry a stage
};

// All rows in memory. No row left is an Error that says what dropped them. `counts` may be null.
std::vector<Row> load(const DataConfig& config, Counts* counts = nullptr);

}  // namespace dragoman::data
