// The table of final scores, with tests against the first run.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/compare.h"
#include "evaluation/html.h"
#include "evaluation/report_entries.h"
#include "evaluation/report_parts.h"

namespace dragoman::evaluation {
namespace {

const char* arrow(const MetricResult& metric) { return metric.higher_is_better ? "↑" : "↓"; }

double best_score(const std::vector<Entry>& entries, const MetricResult& metric) {
  double best = NAN;
  for (const Entry& entry : entries) {
    const MetricResult* own = entry.evaluation().find(metric.key);
    if (own == nullptr || !std::isfinite(own->score)) continue;
    const bool better = metric.higher_is_better ? own->score > best : own->score < best;
    if (std::isnan(best) || better) best = own->score;
  }
  return best;
}

// The first evaluation of the training run, where it logged one: what the run started from.
std::string start_row(const Entry& entry, const std::vector<const MetricResult*>& metrics) {
  std::string cells;
  bool any = false;
  double step = 0.0;
  for (const MetricResult* metric : metrics) {
    const auto* points = entry.run->curve("eval/" + metric->key);
    const bool logged = points != nullptr && points->size() > 1;
    cells += "<td>" + (logged ? score_text(*metric, points->front().y) : "") + "</td>";
    if (logged) step = points->front().x;
    any = any || logged;
  }
  if (!any) return "";
  return fmt::format(
      "<tr class=\"start\"><th scope=\"row\">at step {}, dev set</th>{}"
      "<td></td><td></td><td></td></tr>",
      number_text(step), cells);
}

// Tests against the first evaluated run; none where the rows differ.
std::vector<Comparison> tests(const std::vector<Entry>& entries, const Entry& entry) {
  const Evaluation& first = entries.front().evaluation();
  const Evaluation& own = entry.evaluation();
  const bool same = first.rows_fingerprint == own.rows_fingerprint && first.rows == own.rows;
  if (&first == &own || !same) return {};
  return compare(first, own);
}

std::string score_row(const std::vector<Entry>& entries, const Entry& entry,
                      const std::vector<const MetricResult*>& metrics) {
  const auto comparisons = tests(entries, entry);
  const Evaluation& evaluation = entry.evaluation();
  std::string html = "<tr><th scope=\"row\">" + name_html(entry) + "</th>";
  for (const MetricResult* metric : metrics) {
    const MetricResult* own = evaluation.find(metric->key);
    if (own == nullptr) {
      html += "<td>–</td>";
      continue;
    }
    const double scale = is_share(*own, own->score) ? 100.0 : 1.0;
    const bool best = entries.size() > 1 && own->score == best_score(entries, *metric);
    html += fmt::format("<td{}>{}", best ? " class=\"best\"" : "", score_text(*own, own->score));
    for (const Comparison& comparison : comparisons)
      if (comparison.key == metric->key)
        html += fmt::format("<small class=\"{}\">{}</small>",
                            comparison.p >= 0.05  ? ""
                            : comparison.better() ? "good"
                                                  : "bad",
                            escape(difference_text(comparison, scale)));
    html += "</td>";
  }
  return html + fmt::format("<td>{:.2f}</td><td>{:.1f} %</td><td>{}</td></tr>",
                            evaluation.length_ratio, 100.0 * evaluation.truncated_share,
                            number_text(static_cast<double>(evaluation.rows)));
}

std::string signatures(const std::vector<const MetricResult*>& metrics) {
  std::string html;
  for (const MetricResult* metric : metrics)
    if (!metric->signature.empty())
      html += fmt::format("<li><b>{}</b> <code>{}</code></li>", escape(metric->name),
                          escape(metric->signature));
  return "<ul class=\"signatures\">" + html + "</ul>";
}

}  // namespace

std::string evaluation_section(Runs runs) {
  const auto entries = evaluated(runs);
  if (entries.empty()) return "";
  const auto metrics = metrics_of(entries);
  std::string html =
      "<section><h2>Evaluation</h2><div class=\"scroll\"><table><thead><tr><th></th>";
  for (const MetricResult* metric : metrics)
    html += fmt::format("<th>{} <i>{}</i></th>",
                        escape(metric_name(*entries.front().run, metric->key)), arrow(*metric));
  html += "<th>length ratio</th><th>cut off</th><th>rows</th></tr></thead><tbody>";
  for (const Entry& entry : entries)
    html += start_row(entry, metrics) + score_row(entries, entry, metrics);
  html += "</tbody></table></div>";
  if (entries.size() > 1)
    html +=
        "<p class=\"note\">Differences are to the first run; p from a paired bootstrap test of "
        "1,000 resamples.</p>";
  return html + signatures(metrics) + "</section>\n";
}

}  // namespace dragoman::evaluation
