// What a run's folder tells: everything that a report shows, read from the files alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "evaluation/evaluation.h"
#include "evaluation/svg_chart.h"

namespace dragoman::evaluation {

// A draft and what a teacher made of it, as episodes.jsonl has them.
struct RefinedDraft {
  int64_t step = 0;
  std::string direction;
  std::string draft;
  std::string refinement;
};

struct RunRecord {
  std::string name;    // of the folder
  std::string recipe;  // text of recipe.toml
  Json config;         // config.resolved.json; null where there is none, as all that follows
  Json summary;
  std::map<std::string, std::vector<Point>> curves;  // by metric name; x is the step
  std::vector<Mark> alarms;
  std::optional<Evaluation> evaluation;
  std::vector<RefinedDraft> refinements;  // some of the first and of the last recorded step
  std::vector<std::string> log;           // the last lines of log.txt
  std::vector<std::string> notes;         // what could not be read

  const std::vector<Point>* curve(const std::string& name) const;  // nullptr: not logged
};

// A run may be running: a last line that is half written is left out and noted. A folder with
// neither metrics.jsonl nor evaluation.json is no run, and an Error.
RunRecord read_run(const Path& folder);

}  // namespace dragoman::evaluation
