// Runs a study: the cells that are missing or stale, the held-out tests, the table.
#pragma once

#include <functional>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "studies/config.h"

namespace dragoman::studies {

struct StudyRequest {
  StudyConfig config;
  Path folder;  // of the study file; recipes lie beside it
  Path output;  // cells, summary.json and report.html go here
};

// Runs what has to run and writes OUTPUT/summary.json and OUTPUT/report.html. Returns the summary:
//   {"rows": [{"name", metric…, "seconds"}], "tests": [{"a", "b", "metric", "seed", "p", …}],
//    "checkpoints": {name: path}}; with several seeds rows hold means, and "seeds" each one's own.
Json run_study(const StudyRequest& request, const std::function<void(const std::string&)>& say);

// The cells that would run, and with which overrides: what --dry-run prints.
std::string study_plan(const StudyRequest& request);

// The table as the terminal shows it.
std::string study_table(const Json& summary);

}  // namespace dragoman::studies
