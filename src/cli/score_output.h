// What `dragoman score` prints: sacreBLEU's lines, JSON and tables.
#pragma once

#include <string>

#include "cli/score_arguments.h"
#include "cli/score_results.h"

namespace dragoman::cli {

// One system: a line for each metric or sentence, aligned at '=', or JSON; then the details.
// Several: a table, or JSON; the first system is the baseline of a paired test.
std::string score_report(const ScoreResults& results, const ScoreArguments& arguments);

}  // namespace dragoman::cli
