// Runs a study: the cells that are missing or stale, the held-out tests, the table.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "config/section.h"
#include "studies/cell.h"
#include "studies/config.h"
#include "studies/result.h"

namespace dragoman::studies {

struct StudyRequest {
  Path study;                          // the TOML file; recipes lie beside it
  std::vector<std::string> overrides;  // of it
  Path output;                         // run folders, summary.json and report.html go here
  Path results;  // kept results, read first and written; empty: only those in `output`
};

using Say = std::function<void(const std::string&)>;

// The seed a cell runs with when the study is at `seed`.
inline int64_t seed_of(const CellConfig& cell, int64_t seed) { return cell.seed.value_or(seed); }

// Everything is pulled: a result that is kept needs no run, and a cell is trained when a result, or
// a cell that starts from it, needs its checkpoint.
class Study {
 public:
  Study(StudyRequest request, Say say);

  const StudyRequest& request() const { return request_; }
  const StudyConfig& config() const { return config_; }

  const Result& result(const CellConfig& cell, int64_t seed);
  Path run_folder(const CellConfig& cell, int64_t seed) const;

  const CellConfig& named(const std::string& name) const;
  // The cells that have rows in the tables.
  std::vector<CellConfig> systems() const;

  // The cell that makes the checkpoint which this one is about; not of a route.
  const CellConfig& maker(const CellConfig& cell) const;
  std::unique_ptr<Cell> cell(const CellConfig& maker, int64_t seed) const;

  std::optional<Result> kept(const CellConfig& config, int64_t seed) const;

 private:
  std::unique_ptr<Cell> made(const CellConfig& maker, int64_t seed);  // when it is missing
  Start start_at(const std::string& name, int64_t seed) const;
  std::string result_key(const CellConfig& config, int64_t seed) const;
  Path result_folder(const Path& root, const CellConfig& config, int64_t seed) const;
  Result make(const CellConfig& config, int64_t seed);
  Result route(const CellConfig& config, int64_t seed);

  StudyRequest request_;
  config::Value written_;
  StudyConfig config_;
  Say say_;
  std::map<Path, Result> results_;  // by run folder
};

// The cells that would run, and how long they take: what --dry-run prints.
std::string study_plan(const StudyRequest& request);

// Makes all results and writes OUTPUT/summary.json and OUTPUT/report.html, and RESULTS/… with the
// table in RESULTS.md where that is asked for. Returns the summary:
//   {"title", "rows": [{"name", metric…, "seconds"}], "tests": [{"a", "b", "metric", "seed", "p",
//    …}], "checkpoints": {name: path}}; with several seeds rows hold means, and "seeds" each one's.
Json run_study(const StudyRequest& request, const Say& say);

// The table as the terminal shows it.
std::string study_table(const Json& summary);

}  // namespace dragoman::studies
