// The report of one or several runs: a single HTML page without scripts or outside resources, to
// be read in light or dark, mailed, printed and kept. It is made from the runs' folders alone.
#pragma once

#include <span>
#include <string>

#include "evaluation/run_record.h"

namespace dragoman::evaluation {

// At least one run. The same records give the same bytes.
std::string report_page(std::span<const RunRecord> runs);

}  // namespace dragoman::evaluation
