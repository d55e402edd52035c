// `dragoman score --batch FILE`: many scorings in one process.
#pragma once

#include "cli/score_arguments.h"

namespace dragoman::cli {

// Each line of the file is a case, a JSON object:
//   "arguments"   options and files, as on the command line
//   "references"  instead of files: lists of texts, one a stream; null where a sentence has none
//   "hypotheses"  a list of texts; or "systems", a list of such lists
//   "sources"     a list of texts, for the metrics that need it
//   "statistics"  instead of texts: rows in the first metric's layout
//   "tokens"      true: also how the first metric sees each text of "hypotheses"
// Texts count as they are; lines of files lose their white space at the end. For each case one line
// is printed: "output", what the command would print; "scores" with all digits, by metric (or by
// sentence), the signature, the statistics and the numbers of the tests among them; "tokens".
// A mistake in a case is the user's error, which names the line.
void run_batch(const ScoreArguments& arguments);

}  // namespace dragoman::cli
