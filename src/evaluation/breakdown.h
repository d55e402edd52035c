// Where a system is good and where it isn't: the same metrics over parts of the rows.
#pragma once

#include <span>
#include <vector>

#include "data/row.h"
#include "evaluation/evaluation.h"

namespace dragoman::evaluation {

// By source length (at most `length_groups` groups of about equal size, in code points), and by
// domain, direction, tier (of the language: metadata["tier"]) and difficulty (likewise) where the
// rows have more than one.
std::vector<Breakdown> breakdowns(std::span<const data::Row> rows,
                                  const std::vector<MetricResult>& metrics, int64_t length_groups);

}  // namespace dragoman::evaluation
