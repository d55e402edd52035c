// What is known of one system on one set of rows: scores, the sentence statistics they come from
// (for tests and breakdowns later on), and how the replies went. Plain values, kept as JSON.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "metrics/corpus.h"

namespace dragoman::evaluation {

// One metric over all rows. Two ways from sums of statistics to a score: the metric's own formula,
// or, for a witness (`config` null), the mean: statistics are then {value, 1} or {0, 0}.
struct MetricResult {
  std::string key;        // "chrf": its name in recipes and metrics.jsonl
  std::string name;       // as printed: "chrF2"
  std::string signature;  // "" for a witness
  bool higher_is_better = true;
  double score = 0.0;
  Json config;  // as in a recipe: {"name": "chrf", …}
  metrics::Statistics statistics{0, 0};

  bool is_witness() const { return config.is_null(); }
};

// Scores of a part of the rows.
struct Group {
  std::string label;
  int64_t rows = 0;
  std::map<std::string, double> scores;  // by MetricResult::key
};

struct Breakdown {
  std::string by;  // "source_length", "domain", "direction", "tier" or "difficulty"
  std::vector<Group> groups;
  std::vector<size_t> group_of = {};  // [rows] the group that a row is in
};

struct Sample {
  std::string id;
  std::string direction;
  std::string source;
  std::vector<std::string> references;
  std::string hypothesis;
  bool truncated = false;
  std::map<std::string, double> scores;  // of this sentence, by key
};

struct Evaluation {
  std::string system;            // whose hypotheses
  std::string rows_fingerprint;  // equal for equal sources and references in equal order
  int64_t rows = 0;
  Json decoding;                 // null for hypotheses that came from elsewhere
  double truncated_share = 0.0;  // replies that hit the length limit
  double empty_share = 0.0;      // replies without a translation
  double length_ratio = 0.0;     // characters of hypotheses per character of first references
  double mean_tokens = 0.0;      // of a reply
  double seconds = 0.0;          // of generation
  std::vector<MetricResult> metrics;
  std::vector<Breakdown> breakdowns;
  std::vector<Sample> samples;

  const MetricResult* find(std::string_view key) const;  // nullptr: not measured

  // Metric key -> score, the same of each tier ("chrf/tier/high"), then "length_ratio",
  // "truncated_share", "empty_share" and "mean_tokens": what a training run logs under "eval/".
  Json scores() const;
};

// The metric that made the result, to score sums of its statistics: of groups, of resampled rows.
// A witness's can't measure text.
std::unique_ptr<const metrics::Metric> metric_of(const MetricResult& result);

Json sample_json(const Sample& sample);
Sample sample_from(const Json& json, std::string_view where);

// evaluation.json holds all but the samples, so no text; samples.jsonl beside it holds those.
void save(const Evaluation& evaluation, const Path& folder);

// What `save` wrote; `path` is evaluation.json or its folder. Samples are read when they are there.
Evaluation load(const Path& path);

}  // namespace dragoman::evaluation
