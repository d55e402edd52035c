#include "evaluation/comparison_page.h"

#include <fmt/format.h>

#include <cmath>

#include "evaluation/comparison_page_parts.h"
#include "evaluation/html.h"
#include "evaluation/page.h"
#include "evaluation/system_comparison_output.h"

namespace dragoman::evaluation {

std::string system_html(const SystemComparison& comparison, size_t system) {
  return fmt::format("<i class=\"dot c{}\"></i>{}", system % 8, escape(comparison.systems[system]));
}

std::string fixed_html(double value, int decimals) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "–";
}

std::string comparison_page(const Systems& systems, const SystemComparison& comparison,
                            size_t samples) {
  std::string title;
  for (const std::string& name : comparison.systems) title += (title.empty() ? "" : ", ") + name;
  std::string body = fmt::format("<header><h1>{} systems compared</h1><p class=\"purpose\">{}.</p>",
                                 comparison.systems.size(), escape(method_text(comparison)));
  body += "</header>\n" + ranking_section(comparison) + tests_section(comparison) +
          agreement_section(comparison) + groups_section(comparison) +
          differences_section(systems, comparison, samples);
  return html_page(title, body, "Made by dragoman compare.");
}

}  // namespace dragoman::evaluation
