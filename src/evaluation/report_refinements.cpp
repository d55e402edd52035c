// Drafts of a policy and what its teacher made of them, from the first and the last step that were
// recorded: what had to be corrected, and what still has to be.
#include <fmt/format.h>

#include "evaluation/html.h"
#include "evaluation/report_parts.h"
#include "evaluation/word_diff.h"

namespace dragoman::evaluation {
namespace {

std::string target_of(const std::string& direction) {
  const size_t hyphen = direction.rfind('-');
  return hyphen == direction.npos ? "" : direction.substr(hyphen + 1);
}

std::string row_html(const RefinedDraft& each) {
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td class=\"text\" dir=\"auto\" lang=\"{}\">{}</td></tr>",
      each.step, escape(each.direction), escape(target_of(each.direction)),
      diff_html(each.draft, each.refinement));
}

}  // namespace

std::string refinements_section(Runs runs) {
  std::string html;
  for (const RunRecord& run : runs) {
    if (run.refinements.empty()) continue;
    if (runs.size() > 1) html += "<h3>" + escape(run.name) + "</h3>";
    html +=
        "<div class=\"scroll\"><table><thead><tr><th>step</th><th>direction</th><th>draft, edited"
        "</th></tr></thead><tbody>";
    for (const RefinedDraft& each : run.refinements) html += row_html(each);
    html += "</tbody></table></div>";
  }
  if (html.empty()) return "";
  return "<section><h2>Edits of the teacher</h2><p class=\"note\">Drafts that the teacher changed: "
         "<ins>words that it put in</ins>, <del>words that it took out</del>.</p>" +
         html + "</section>\n";
}

}  // namespace dragoman::evaluation
