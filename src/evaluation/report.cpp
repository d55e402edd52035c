#include "evaluation/report.h"

#include "base/error.h"
#include "evaluation/page.h"
#include "evaluation/report_parts.h"

namespace dragoman::evaluation {

std::string report_page(std::span<const RunRecord> runs) {
  DRAGOMAN_CHECK(!runs.empty(), "a report is about runs");
  std::string title;
  for (const RunRecord& run : runs) title += (title.empty() ? "" : ", ") + run.name;
  return html_page(title,
                   header_section(runs) + warning_section(runs) + evaluation_section(runs) +
                       curves_section(runs) + breakdown_section(runs) + samples_section(runs) +
                       refinements_section(runs) + folded_section(runs),
                   "Made by dragoman report from the run’s own files.");
}

}  // namespace dragoman::evaluation
