#include "evaluation/comparison_page.h"

#include <fmt/format.h>

#include <cmath>

#include "evaluation/comparison_page_parts.h"
#include "evaluation/html.h"
#include "evaluation/page.h"
#include "evaluation/rewarded_lead.h"
#include "evaluation/system_comparison_output.h"

namespace dragoman::evaluation {

std::string system_html(const SystemComparison& comparison, size_t system) {
  return fmt::format("<i class=\"dot c{}\"></i>{}", system % 8, escape(comparison.systems[system]));
}

std::string fixed_html(double value, int decimals) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "–";
}

std::string metric_heading(const MetricComparison& metric) {
  return fmt::format("{} <i>{}</i>{}", escape(metric.name), metric.higher_is_better ? "↑" : "↓",
                     metric.is_rewarded() ? "<small>rewarded</small>" : "");
}

std::string warnings_html(const SystemComparison& comparison) {
  std::vector<std::string> texts = warnings(comparison);
  const std::string missing = missing_witness(comparison);
  if (!missing.empty()) texts.push_back(missing);
  std::string html;
  for (const std::string& text : texts) html += "<li>" + escape(text) + ".</li>";
  return html.empty() ? "" : "<ul class=\"alarms\">" + html + "</ul>";
}

std::string comparison_page(const Systems& systems, const SystemComparison& comparison,
                            size_t samples) {
  std::string title;
  for (const std::string& name : comparison.systems) title += (title.empty() ? "" : ", ") + name;
  std::string body = fmt::format("<header><h1>{} systems compared</h1><p class=\"purpose\">{}.</p>",
                                 comparison.systems.size(), escape(method_text(comparison)));
  body += warnings_html(comparison) + "</header>\n" + ranking_section(comparison) +
          tests_section(comparison) + agreement_section(comparison) + groups_section(comparison) +
          differences_section(systems, comparison, samples);
  return html_page(title, body, "Made by dragoman compare.");
}

}  // namespace dragoman::evaluation
