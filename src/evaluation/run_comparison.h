// Runs compared by what their evaluations kept: statistics of every sentence, no texts.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "evaluation/run_record.h"
#include "evaluation/system_comparison.h"

namespace dragoman::evaluation {

// Whether the run's recipe rewards the metric that its log and evaluation call `key`, with whatever
// options: chrF with other options is no witness of chrF.
bool is_rewarded(const RunRecord& run, const std::string& key);

// Whether the runs were evaluated on the same rows, and so can be compared.
bool same_rows(const RunRecord& a, const RunRecord& b);

// By the metrics named, or by all that every run has with the same options (without "calls", which
// is a price). Which of them a run was rewarded with stands in its recipe. A run that was not
// evaluated, other rows, and a metric that a run lacks are the user's errors.
SystemComparison compare_runs(std::span<const RunRecord* const> runs,
                              const std::vector<std::string>& metrics,
                              const ComparisonOptions& options);

}  // namespace dragoman::evaluation
