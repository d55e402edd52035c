// The sections of a report, each a piece of HTML; an empty one has nothing to show. A section shows
// all runs at once: run i has colour i.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "evaluation/run_record.h"

namespace dragoman::evaluation {

using Runs = std::span<const RunRecord>;

std::string header_section(Runs runs);   // what was run, where, for how long; results at a glance
std::string warning_section(Runs runs);  // a reward that rises while other metrics fall
std::string curves_section(Runs runs);   // everything that metrics.jsonl holds
std::string evaluation_section(Runs runs);   // scores, tests, signatures
std::string breakdown_section(Runs runs);    // by length, domain, direction
std::string samples_section(Runs runs);      // side by side, compared by words
std::string refinements_section(Runs runs);  // drafts with a teacher's edits
std::string folded_section(Runs runs);       // recipe, resolved config, end of the log

// The witness of a run: what its config names, else the world's. "" when nothing is logged for it.
std::string witness_of(const RunRecord& run);

// "chrF2" for "chrf", where the run's evaluation knows; else the key.
std::string metric_name(const RunRecord& run, const std::string& key);

}  // namespace dragoman::evaluation
