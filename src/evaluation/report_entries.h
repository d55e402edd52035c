// The runs of a report that were evaluated, for its tables.
#pragma once

#include <string>
#include <vector>

#include "evaluation/report_parts.h"

namespace dragoman::evaluation {

struct Entry {
  const RunRecord* run;
  size_t colour;

  const Evaluation& evaluation() const { return *run->evaluation; }
};

std::vector<Entry> evaluated(Runs runs);

// All metrics that any entry has, each once, as the first entry that has it says it.
std::vector<const MetricResult*> metrics_of(const std::vector<Entry>& entries);

// Whether a score is a witness's share of the rows, which is shown as a percentage.
bool is_share(const MetricResult& metric, double score);

// A share as a percentage, any other score with two decimals.
std::string score_text(const MetricResult& metric, double score);

// The run's dot and name, safe to show.
std::string name_html(const Entry& entry);

}  // namespace dragoman::evaluation
