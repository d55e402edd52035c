// Where the systems differ: scores of parts of the sentences, words by frequency, and how well the
// metrics agree with people.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evaluation/comparison_page_parts.h"
#include "evaluation/html.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kMostGroups = 15;

// One row of a table of bars: a label, a count, a score a system.
struct BarRow {
  std::string label;
  size_t count = 0;
  std::vector<double> scores;  // [system]
  int decimals = 2;
};

std::string bar_cell(double score, double most, size_t colour, int decimals) {
  const double share = std::isfinite(score) && most > 0.0 ? 100.0 * score / most : 0.0;
  return fmt::format(
      "<td class=\"bar\"><span>{}</span><i><b class=\"c{}\" style=\"width:{:.1f}%\"></b></i></td>",
      fixed_html(score, decimals), colour, std::max(share, 0.0));
}

std::string bar_table(const SystemComparison& comparison, const std::string& label,
                      const std::string& counted, const std::vector<BarRow>& rows) {
  double most = 0.0;
  for (const BarRow& row : rows)
    for (const double score : row.scores)
      if (std::isfinite(score)) most = std::max(most, score);
  std::string html =
      fmt::format("<div class=\"scroll\"><table class=\"groups\"><thead><tr><th>{}</th><th>{}</th>",
                  escape(label), escape(counted));
  for (const size_t s : comparison.order()) html += "<th>" + system_html(comparison, s) + "</th>";
  html += "</tr></thead><tbody>";
  for (const BarRow& row : rows) {
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", escape(row.label), row.count);
    for (const size_t s : comparison.order())
      html += bar_cell(row.scores[s], most, s % 8, row.decimals);
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

double spread(const std::vector<double>& scores) {
  const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
  return std::isfinite(*high - *low) ? *high - *low : 0.0;
}

// All groups in their order or, of many, those on which systems differ most.
std::vector<size_t> chosen_groups(const std::vector<std::vector<double>>& scores) {
  std::vector<size_t> chosen(scores.size());
  std::iota(chosen.begin(), chosen.end(), size_t{0});
  if (chosen.size() <= kMostGroups) return chosen;
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](size_t a, size_t b) { return spread(scores[a]) > spread(scores[b]); });
  chosen.resize(kMostGroups);
  return chosen;
}

std::string metric_groups(const SystemComparison& comparison, const GroupScores& groups, size_t m) {
  std::vector<BarRow> rows;
  for (const size_t g : chosen_groups(groups.scores[m]))
    rows.push_back({groups.parts.groups[g].label, groups.parts.groups[g].rows.size(),
                    groups.scores[m][g], comparison.metrics[m].decimals});
  const bool cut = rows.size() < groups.parts.groups.size();
  return bar_table(comparison, groups.parts.by, "sentences", rows) +
         (cut ? fmt::format("<p class=\"note\">The {} of {} on which the systems differ most.</p>",
                            rows.size(), groups.parts.groups.size())
              : "");
}

// All systems under each other, all metrics beside each other.
std::string beside_table(const SystemComparison& comparison, const GroupScores& groups) {
  std::string html = fmt::format(
      "<div class=\"scroll\"><table class=\"groups\"><thead><tr><th>{}</th><th>sentences</th>",
      escape(groups.parts.by));
  for (const MetricComparison& metric : comparison.metrics)
    html += "<th>" + metric_heading(metric) + "</th>";
  html += "<th>AutoRank 25 <i>↓</i></th></tr></thead>";
  for (size_t g = 0; g < groups.parts.groups.size(); ++g) {
    const SentenceGroup& group = groups.parts.groups[g];
    html +=
        fmt::format("<tbody><tr class=\"name\"><th>{}</th><td>{}</td><td colspan=\"{}\"></td></tr>",
                    escape(group.label), group.rows.size(), comparison.metrics.size() + 1);
    for (const size_t s : comparison.order()) {
      html += "<tr><th scope=\"row\">" + system_html(comparison, s) + "</th><td></td>";
      for (size_t m = 0; m < comparison.metrics.size(); ++m)
        html +=
            "<td>" + fixed_html(groups.scores[m][g][s], comparison.metrics[m].decimals) + "</td>";
      html += "<td>" + fixed_html(groups.autorank25[g][s]) + "</td></tr>";
    }
    html += "</tbody>";
  }
  return html + "</table></div>";
}

std::string group_html(const SystemComparison& comparison, const GroupScores& groups) {
  std::string html = "<h3>by " + escape(groups.parts.by) + "</h3>";
  if (groups.parts.few) return html + beside_table(comparison, groups);
  for (size_t m = 0; m < comparison.metrics.size(); ++m) {
    if (std::isnan(groups.scores[m].front().front())) continue;
    html += fmt::format("<details{}><summary>{}</summary>{}</details>", m == 0 ? " open" : "",
                        escape(comparison.metrics[m].name), metric_groups(comparison, groups, m));
  }
  return html;
}

std::string words_html(const SystemComparison& comparison) {
  if (comparison.words.empty()) return "";
  std::vector<BarRow> rows;
  for (size_t f = 0; f < comparison.words.front().size(); ++f) {
    const auto& range = comparison.words.front()[f];
    if (range.reference == 0) continue;
    auto& row = rows.emplace_back(BarRow{range.label, static_cast<size_t>(range.reference), {}, 2});
    for (const auto& system : comparison.words) row.scores.push_back(system[f].f_score());
  }
  const bool trained = !comparison.options.training_counts.empty();
  return fmt::format(
             "<h3>by frequency of words</h3><details open><summary>F-score of words, by how "
             "often {} has them</summary>",
             trained ? "the training text" : "the reference") +
         bar_table(comparison, "frequency", "words", rows) + "</details>";
}

}  // namespace

std::string groups_section(const SystemComparison& comparison) {
  std::string html;
  for (const GroupScores& groups : comparison.groups) html += group_html(comparison, groups);
  html += words_html(comparison);
  return html.empty() ? "" : "<section><h2>Where they differ</h2>" + html + "</section>\n";
}

std::string agreement_section(const SystemComparison& comparison) {
  if (comparison.human.empty()) return "";
  std::string html =
      "<section><h2>Agreement with people</h2><div class=\"scroll\"><table><thead><tr><th>metric"
      "</th><th>of</th><th>items</th><th>Pearson</th><th>Spearman</th><th>Kendall b</th>"
      "<th>Kendall c</th><th>pairwise accuracy</th><th>ties within</th></tr></thead><tbody>";
  for (const HumanAgreement& row : comparison.human) {
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td>", escape(row.metric),
                        row.of_sentences ? "sentences" : "systems", row.items);
    for (const double value :
         {row.pearson, row.spearman, row.kendall_b, row.kendall_c, row.accuracy})
      html += "<td>" + fixed_html(value, 3) + "</td>";
    html += "<td>" + (row.of_sentences ? number_text(row.threshold) : "") + "</td></tr>";
  }
  return html +
         "</tbody></table></div><p class=\"note\">Metrics where lower is better are turned round. "
         "Pairwise accuracy of sentences counts ties, with the threshold that suits the metric "
         "best.</p></section>\n";
}

}  // namespace dragoman::evaluation
