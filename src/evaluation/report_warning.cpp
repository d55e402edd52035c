// What a run's reward hides, in its curves and against the other runs of the report.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "evaluation/html.h"
#include "evaluation/report_entries.h"
#include "evaluation/report_parts.h"
#include "evaluation/rewarded_lead.h"
#include "evaluation/run_comparison.h"

namespace dragoman::evaluation {
namespace {

constexpr double kNoise = 0.02;  // share of a metric's best that an evaluation may lose

bool is_quality(const std::string& key) {
  return key.starts_with("eval/") && key.find("/tier/") == key.npos && key != "eval/calls" &&
         key != "eval/loss" && key != "eval/length_ratio" && key != "eval/truncated_share" &&
         key != "eval/empty_share" && key != "eval/mean_tokens";
}

bool higher_is_better(const RunRecord& run, const std::string& key) {
  const MetricResult* metric = run.evaluation ? run.evaluation->find(key) : nullptr;
  return metric == nullptr || metric->higher_is_better;
}

// The best and the last of a metric's evaluations; nothing where that is the same, within noise.
struct Fall {
  Point best;
  Point last;
};

std::optional<Fall> fall_of(const RunRecord& run, const std::string& key) {
  const double sign = higher_is_better(run, key.substr(5)) ? 1.0 : -1.0;
  std::vector<Point> points = run.curves.at(key);
  std::erase_if(points, [](const Point& point) { return !std::isfinite(point.y); });
  if (points.size() < 2) return std::nullopt;
  const Point best =
      *std::max_element(points.begin(), points.end(),
                        [sign](const Point& a, const Point& b) { return sign * a.y < sign * b.y; });
  const Point last = points.back();
  if (sign * (best.y - last.y) <= kNoise * std::abs(best.y)) return std::nullopt;
  return Fall{best, last};
}

// The mean of some values of a curve from `step` on, or of the last ones before its end.
std::optional<double> level(const std::vector<Point>& curve, double step) {
  constexpr size_t kSteps = 5;
  double sum = 0.0;
  size_t count = 0;
  auto at = std::find_if(curve.begin(), curve.end(),
                         [step](const Point& point) { return point.x >= step; });
  if (curve.end() - at < static_cast<std::ptrdiff_t>(kSteps))
    at = curve.size() < kSteps ? curve.begin() : curve.end() - kSteps;
  for (; at != curve.end() && count < kSteps; ++at) {
    if (!std::isfinite(at->y)) continue;
    sum += at->y;
    ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
}

// "BLEU fell from 70.6 at step 0 to 41.0": every unrewarded metric that fell while the reward rose.
std::string curve_warning(const RunRecord& run) {
  const std::vector<Point>* reward = run.curve("reward");
  if (reward == nullptr || reward->empty()) return "";
  std::string falls;
  double since = reward->back().x;
  for (const auto& [key, points] : run.curves) {
    if (!is_quality(key) || is_rewarded(run, key.substr(5))) continue;
    const auto fall = fall_of(run, key);
    if (!fall) continue;
    const auto before = level(*reward, fall->best.x);
    const auto after = level(*reward, fall->last.x);
    if (!before || !after || *after <= *before) continue;
    falls += fmt::format("{}{} {} from {} at step {} to {}", falls.empty() ? "" : ", ",
                         metric_name(run, key.substr(5)),
                         fall->last.y < fall->best.y ? "fell" : "rose", number_text(fall->best.y),
                         number_text(fall->best.x), number_text(fall->last.y));
    since = std::min(since, fall->best.x);
  }
  if (falls.empty()) return "";
  return fmt::format(
      "{}: the reward rose from {} to {} since step {}, but what it was not rewarded with got "
      "worse: {}; the policy may please its reward alone, an earlier checkpoint may translate "
      "better",
      run.name, number_text(*level(*reward, since)), number_text(*level(*reward, reward->back().x)),
      number_text(since), falls);
}

bool measured_alike(const RunRecord& first, const RunRecord& run) {
  const auto& metrics = first.evaluation->metrics;
  return same_rows(first, run) &&
         std::all_of(metrics.begin(), metrics.end(), [&run](const MetricResult& metric) {
           const MetricResult* own = run.evaluation->find(metric.key);
           return own != nullptr && own->config == metric.config;
         });
}

// Tests between the runs that were evaluated as the first was.
std::vector<std::string> pair_warnings(Runs runs) {
  std::vector<const RunRecord*> comparable;
  bool rewarded = false;
  for (const Entry& entry : evaluated(runs)) {
    if (!comparable.empty() && !measured_alike(*comparable.front(), *entry.run)) continue;
    comparable.push_back(entry.run);
    for (const MetricResult& metric : entry.evaluation().metrics)
      rewarded = rewarded || is_rewarded(*entry.run, metric.key);
  }
  if (comparable.size() < 2 || !rewarded) return {};
  return warnings(compare_runs(comparable, {}, {}));
}

}  // namespace

std::string warning_section(Runs runs) {
  std::vector<std::string> texts;
  for (const RunRecord& run : runs)
    if (std::string text = curve_warning(run); !text.empty()) texts.push_back(std::move(text));
  for (std::string& text : pair_warnings(runs)) texts.push_back(std::move(text));
  std::string html;
  for (const std::string& text : texts) html += "<li>" + escape(text) + ".</li>";
  return html.empty() ? ""
                      : "<section><h2>What the reward hides</h2><ul class=\"alarms\">" + html +
                            "</ul></section>\n";
}

}  // namespace dragoman::evaluation
