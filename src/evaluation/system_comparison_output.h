// A comparison of systems as text for a terminal and as JSON.
#pragma once

#include <string>

#include "base/json.h"
#include "evaluation/system_comparison.h"

namespace dragoman::evaluation {

// Tables: scores with rank ranges and the clusters of the first metric, all pairs with adjusted p,
// human agreement, parts of the sentences by the first metric. Documents are left to JSON and to
// the page.
std::string comparison_text(const SystemComparison& comparison);

// Everything but texts and sentence scores.
Json comparison_json(const SystemComparison& comparison);

// "1,000 sentences in 12 documents; paired bootstrap tests, …": what was done.
std::string method_text(const SystemComparison& comparison);

std::string rank_text(const metrics::Standing& standing);  // "2" or "2–4"

// "p < 0.001", "p = 0.012".
std::string p_text(double p);

}  // namespace dragoman::evaluation
