// A system put together from two others, row by row: what a router would have earned and paid.
#pragma once

#include <string>
#include <vector>

#include "evaluation/evaluation.h"

namespace dragoman::evaluation {

// [rows] those that are in one of the groups of the breakdown `by`. A breakdown or group that is
// not there is the user's error.
std::vector<bool> rows_in_groups(const Evaluation& evaluation, const std::string& by,
                                 const std::vector<std::string>& groups);

// [rows] those for which `b` is better by that metric. One that is not measured is the user's
// error.
std::vector<bool> rows_where_better(const Evaluation& b, const Evaluation& a,
                                    const std::string& key);

// The rows of `b` where `to_b` says so, of `a` elsewhere, measured as both are. What is known of a
// system as a whole (lengths, seconds, samples) is left out.
Evaluation routed(const Evaluation& a, const Evaluation& b, const std::vector<bool>& to_b);

}  // namespace dragoman::evaluation
