// Scores by groups of rows, the runs of a group under each other.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "evaluation/html.h"
#include "evaluation/report_entries.h"
#include "evaluation/report_parts.h"

namespace dragoman::evaluation {
namespace {

double score_in(const Group& group, const std::string& key) {
  const auto found = group.scores.find(key);
  return found == group.scores.end() ? NAN : found->second;
}

const Breakdown* breakdown_by(const Evaluation& evaluation, const std::string& by) {
  for (const Breakdown& breakdown : evaluation.breakdowns)
    if (breakdown.by == by) return &breakdown;
  return nullptr;
}

class GroupTable {
 public:
  GroupTable(Runs runs, std::string by) : entries_(evaluated(runs)), by_(std::move(by)) {
    metrics_ = metrics_of(entries_);
    for (const Entry& entry : entries_)
      if (const Breakdown* breakdown = breakdown_by(entry.evaluation(), by_))
        for (const Group& group : breakdown->groups) take(group);
  }

  std::string html(const std::string& title) const {
    if (labels_.empty()) return "";
    std::string html = "<table class=\"groups\"><thead><tr><th>" + title + "</th><th>rows</th>";
    for (const MetricResult* metric : metrics_)
      html += "<th>" + escape(metric_name(*entries_.front().run, metric->key)) + "</th>";
    html += "</tr></thead>";
    for (const std::string& label : labels_) html += "<tbody>" + group_rows(label) + "</tbody>";
    return html + "</table>";
  }

 private:
  void take(const Group& group) {
    if (std::find(labels_.begin(), labels_.end(), group.label) == labels_.end())
      labels_.push_back(group.label);
    for (const MetricResult* metric : metrics_) {
      const double score = score_in(group, metric->key);
      if (std::isfinite(score)) largest_[metric->key] = std::max(largest_[metric->key], score);
    }
  }

  // Of several runs the first line names the group alone.
  std::string group_rows(const std::string& label) const {
    std::string html;
    const bool several = entries_.size() > 1;
    if (several)
      html = fmt::format("<tr class=\"name\"><th colspan=\"{}\">{}</th></tr>", metrics_.size() + 2,
                         escape(label));
    for (const Entry& entry : entries_) {
      const Breakdown* breakdown = breakdown_by(entry.evaluation(), by_);
      if (breakdown == nullptr) continue;
      for (const Group& group : breakdown->groups)
        if (group.label == label)
          html += group_row(entry, group, several ? name_html(entry) : escape(label));
    }
    return html;
  }

  std::string group_row(const Entry& entry, const Group& group, const std::string& name) const {
    std::string html = fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", name, group.rows);
    for (const MetricResult* metric : metrics_)
      html += bar_cell(*metric, score_in(group, metric->key), entry.colour);
    return html + "</tr>";
  }

  // A bar as long as the score's share of the largest one in its column.
  std::string bar_cell(const MetricResult& metric, double score, size_t colour) const {
    const auto most = largest_.find(metric.key);
    const bool drawn = most != largest_.end() && most->second > 0.0 && score > 0.0;
    return fmt::format(
        "<td class=\"bar\"><span>{}</span><i><b class=\"c{}\" "
        "style=\"width:{:.1f}%\"></b></i></td>",
        score_text(metric, score), colour, drawn ? 100.0 * score / most->second : 0.0);
  }

  std::vector<Entry> entries_;
  std::string by_;
  std::vector<const MetricResult*> metrics_;
  std::vector<std::string> labels_;
  std::map<std::string, double> largest_;  // of each metric's column
};

}  // namespace

std::string breakdown_section(Runs runs) {
  const std::string html = GroupTable(runs, "source_length").html("source, characters") +
                           GroupTable(runs, "domain").html("domain") +
                           GroupTable(runs, "difficulty").html("difficulty") +
                           GroupTable(runs, "direction").html("direction") +
                           GroupTable(runs, "tier").html("tier");
  if (html.empty()) return "";
  return "<section><h2>Where it is good, and where not</h2><div class=\"scroll\">" + html +
         "</div></section>\n";
}

}  // namespace dragoman::evaluation
