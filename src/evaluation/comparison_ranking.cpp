// The systems in order, and what tests say of every pair.
#include <fmt/format.h>

#include <cmath>

#include "evaluation/comparison_page_parts.h"
#include "evaluation/html.h"
#include "evaluation/interval_chart.h"
#include "evaluation/system_comparison_output.h"

namespace dragoman::evaluation {
namespace {

std::string score_cell(const MetricComparison& metric, size_t system) {
  const std::string spread =
      metric.intervals.empty()
          ? ""
          : fmt::format(" ± {:.{}f}", metric.intervals[system].half_width, metric.decimals);
  const metrics::Standing& standing = metric.standing(system);
  return fmt::format("<td{}>{}<small>rank {}</small></td>",
                     standing.cluster == 1 ? " class=\"best\"" : "",
                     fixed_html(metric.scores[system], metric.decimals) +
                         "<span class=\"spread\">" + spread + "</span>",
                     rank_text(standing));
}

std::string ranking_table(const SystemComparison& comparison) {
  std::string html = "<div class=\"scroll\"><table><thead><tr><th></th>";
  for (const MetricComparison& metric : comparison.metrics)
    html += "<th>" + metric_heading(metric) + "</th>";
  html += "<th>AutoRank 24 <i>↓</i></th><th>AutoRank 25 <i>↓</i></th>";
  if (!comparison.witness_rank.empty()) html += "<th>of witnesses <i>↓</i></th>";
  if (!comparison.human_means.empty()) html += "<th>people <i>↑</i></th>";
  html += "</tr></thead><tbody>";
  size_t cluster = 1;
  for (const size_t s : comparison.order()) {
    const size_t own = comparison.metrics.front().standing(s).cluster;
    html += fmt::format("<tr{}><th scope=\"row\">{}</th>", own == cluster ? "" : " class=\"line\"",
                        system_html(comparison, s));
    cluster = own;
    for (const MetricComparison& metric : comparison.metrics) html += score_cell(metric, s);
    for (const auto* column : {&comparison.autorank24, &comparison.autorank25,
                               &comparison.witness_rank, &comparison.human_means})
      if (!column->empty()) html += "<td>" + fixed_html((*column)[s]) + "</td>";
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

std::string charts(const SystemComparison& comparison) {
  std::string html;
  for (const MetricComparison& metric : comparison.metrics) {
    std::vector<IntervalRow> rows;
    for (const size_t s : comparison.order())
      rows.push_back({comparison.systems[s], metric.scores[s],
                      metric.intervals.empty() ? 0.0 : metric.intervals[s].half_width, s % 8});
    html += interval_chart(metric.name,
                           metric.higher_is_better ? "higher is better" : "lower is better", rows);
  }
  return "<div class=\"charts\">" + html + "</div>";
}

std::string signatures(const SystemComparison& comparison) {
  std::string html;
  for (const MetricComparison& metric : comparison.metrics)
    if (!metric.signature.empty())
      html += fmt::format("<li><b>{}</b> <code>{}</code></li>", escape(metric.name),
                          escape(metric.signature));
  return "<ul class=\"signatures\">" + html + "</ul>";
}

// The score of the row's system less that of the column's.
std::string pair_cell(const SystemComparison& comparison, const MetricComparison& metric,
                      size_t row, size_t column) {
  if (row == column) return "<td></td>";
  const PairTest& test = metric.test(row, column);
  const bool wins = test.better == row;
  const bool significant = test.adjusted <= comparison.options.alpha;
  const char* kind = !significant ? "" : wins ? "wins" : "loses";
  const double difference = wins ? test.difference : -test.difference;
  return fmt::format("<td class=\"{}\">{}{:.{}f}<small>{}</small></td>", kind,
                     difference < 0.0 ? "−" : "+", std::abs(difference), metric.decimals,
                     escape(p_text(test.adjusted)));
}

std::string test_matrix(const SystemComparison& comparison, const MetricComparison& metric) {
  const auto order = comparison.order();
  std::string html = "<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th></th>";
  for (const size_t s : order) html += "<th>" + escape(comparison.systems[s]) + "</th>";
  html += "</tr></thead><tbody>";
  for (const size_t row : order) {
    html += "<tr><th scope=\"row\">" + system_html(comparison, row) + "</th>";
    for (const size_t column : order) html += pair_cell(comparison, metric, row, column);
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

}  // namespace

std::string ranking_section(const SystemComparison& comparison) {
  return "<section><h2>Ranking</h2>" + ranking_table(comparison) +
         "<p class=\"note\">In the order of " + escape(comparison.metrics.front().name) +
         ". A rank goes from one more than the systems that are significantly better to the "
         "number of systems less those that are significantly worse; a heavy line divides "
         "clusters, "
         "which no rank crosses, and scores in bold are of the first cluster. AutoRank is over the "
         "metrics shown; that of witnesses leaves out what any system was rewarded "
         "with.</p>" +
         charts(comparison) + signatures(comparison) + "</section>\n";
}

std::string tests_section(const SystemComparison& comparison) {
  std::string html =
      "<section><h2>Who beats whom</h2><p class=\"note\">Score of the row’s system less that of "
      "the column’s, with adjusted p; coloured where it is significant.</p>";
  for (const MetricComparison& metric : comparison.metrics) {
    const bool first = &metric == &comparison.metrics.front();
    html += fmt::format("<details{}><summary>{}</summary>{}</details>", first ? " open" : "",
                        metric_heading(metric), test_matrix(comparison, metric));
  }
  return html + "</section>\n";
}

}  // namespace dragoman::evaluation
