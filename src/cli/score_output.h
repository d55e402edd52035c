// What `dragoman score` prints: sacreBLEU's lines, JSON and tables.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/score_arguments.h"
#include "metrics/breakdown.h"
#include "metrics/signature.h"
#include "metrics/significance.h"

namespace dragoman::cli {

// One metric's score of one system.
struct ScoreLine {
  std::string name;
  double score = 0.0;
  std::optional<metrics::Interval> interval = {};
  std::string details = {};
  std::vector<metrics::SignatureField> signature = {};
};

// "BLEU|nrefs:1|… = 36.8 60.0/… (BP = …)", or the score alone.
std::string text_of(const ScoreLine& line, const ScoreArguments& arguments);

// One system: its lines, aligned at '=', or one JSON object, or a list of them.
std::string single_report(const std::vector<ScoreLine>& lines, const ScoreArguments& arguments);

struct ScoreColumn {
  std::string name;
  std::vector<metrics::SignatureField> signature;
  std::vector<metrics::PairedResult> results;  // by system; the baseline's p-value means nothing
};

// Several systems, the first being the baseline of a paired test.
std::string systems_report(const std::vector<std::string>& systems,
                           const std::vector<ScoreColumn>& columns,
                           const ScoreArguments& arguments);

// Lines "length=[10, 20): sentences=42  BLEU = 36.8"; empty buckets are left out.
std::string breakdown_report(const std::string& metric,
                             const std::vector<metrics::BucketScore>& buckets,
                             const ScoreArguments& arguments);

}  // namespace dragoman::cli
