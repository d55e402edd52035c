// What `dragoman score` computes, before anybody prints it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/score_arguments.h"
#include "cli/score_input.h"
#include "metrics/signature.h"
#include "metrics/significance.h"

namespace dragoman::cli {

// One metric's score of one system, or of one sentence.
struct ScoreLine {
  std::string name;
  double score = 0.0;
  int decimals = 1;
  std::optional<metrics::Interval> interval = {};
  std::string details = {};
  std::vector<metrics::SignatureField> signature = {};
  std::vector<double> statistics = {};  // of which the score is a function
};

// One metric's scores of several systems.
struct ScoreColumn {
  std::string name;
  int decimals = 1;
  std::vector<metrics::SignatureField> signature;
  std::vector<metrics::PairedResult> results;  // by system; the baseline's p-value means nothing
};

// One metric's score of some of the sentences.
struct DetailLine {
  std::string label;
  size_t sentences = 0;
  std::string name;
  double score = 0.0;
  int decimals = 1;
};

struct ScoreResults {
  std::vector<std::string> systems;  // their names
  std::vector<ScoreLine> lines;      // one system: by metric; --sentence-level: by sentence
  std::vector<ScoreColumn> columns;  // several systems: by metric
  std::vector<DetailLine> details;   // --detail
};

using Metrics = std::vector<std::unique_ptr<metrics::Metric>>;

// Scores, with all that --confidence and the paired tests ask for.
ScoreResults score_systems(const ScoreArguments& arguments, const ScoreInput& input,
                           const Metrics& metrics);

ScoreLine score_line(const metrics::Metric& metric, const metrics::Evaluation& evaluation,
                     std::span<const double> sums);

// The score of statistics that are known: a row a sentence, in the metric's own layout.
ScoreLine score_statistics(const metrics::Metric& metric,
                           const std::vector<std::vector<double>>& rows);

}  // namespace dragoman::cli
