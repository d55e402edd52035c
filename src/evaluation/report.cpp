#include "evaluation/report.h"

#include "base/error.h"
#include "evaluation/html.h"
#include "evaluation/report_parts.h"

namespace dragoman::evaluation {

std::string report_page(std::span<const RunRecord> runs) {
  DRAGOMAN_CHECK(!runs.empty(), "a report is about runs");
  std::string title;
  for (const RunRecord& run : runs) title += (title.empty() ? "" : ", ") + run.name;
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>" +
      escape(title) + "</title><style>";
  page += kStyleSheet;
  page += "</style></head><body>\n";
  page += header_section(runs) + evaluation_section(runs) + curves_section(runs) +
          breakdown_section(runs) + samples_section(runs) + folded_section(runs);
  return page +
         "<footer>Made by dragoman report from the run’s own files.</footer></body></html>\n";
}

}  // namespace dragoman::evaluation
