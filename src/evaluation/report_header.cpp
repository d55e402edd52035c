// The top of a report: what was run, and the results at a glance.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "evaluation/html.h"
#include "evaluation/report_entries.h"
#include "evaluation/report_parts.h"

namespace dragoman::evaluation {
namespace {

// A fact of the summary or, failing that, of the resolved config; "" when neither has it.
std::string fact(const RunRecord& run, const std::string& key) {
  for (const Json* source : {&run.summary, &run.config}) {
    if (!source->is_object() || !source->contains(key)) continue;
    const Json& value = (*source)[key];
    if (value.is_string()) return escape(value.get<std::string>());
    if (key == "seconds" && value.is_number()) return duration_text(value);
    if (key == "seed" && value.is_number_integer()) return std::to_string(value.get<int64_t>());
    if (value.is_number()) return number_text(value);
  }
  return "";
}

// The recipe's first comment: purpose, hardware, time, the number to expect.
std::string purpose(const RunRecord& run) {
  std::string text;
  size_t begin = 0;
  while (begin < run.recipe.size() && run.recipe[begin] == '#') {
    const size_t end = std::min(run.recipe.find('\n', begin), run.recipe.size());
    text += run.recipe.substr(begin + 1, end - begin - 1);
    begin = end + 1;
  }
  return text.empty() ? "" : "<p class=\"purpose\">" + escape(text) + "</p>";
}

std::string facts(const RunRecord& run) {
  constexpr std::pair<const char*, const char*> kFacts[] = {
      {"kind", "kind"},         {"seed", "seed"},
      {"steps", "steps"},       {"seconds", "time"},
      {"num_tokens", "tokens"}, {"parameters", "parameters"},
      {"hardware", "hardware"}, {"device", "device"},
      {"version", "version"},   {"best_step", "best at step"}};
  std::string html = "<dl class=\"facts\">";
  for (const auto& [key, name] : kFacts) {
    const std::string value = fact(run, key);
    if (!value.empty()) html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
  }
  return html + "</dl>";
}

struct Ends {
  double first = std::numeric_limits<double>::quiet_NaN();
  double last = std::numeric_limits<double>::quiet_NaN();
};

Ends ends_of(const std::vector<Point>& points) {
  Ends ends;
  for (const Point& point : points) {
    if (!std::isfinite(point.y)) continue;
    if (!std::isfinite(ends.first)) ends.first = point.y;
    ends.last = point.y;
  }
  return ends;
}

// A metric's last and first value and its course; scores are shown as in the tables.
std::string tile(const std::string& name, const std::vector<Point>& points, size_t colour,
                 const MetricResult* metric) {
  const auto shown = points.size() > 80 ? smoothed(points) : points;
  const Ends ends = ends_of(shown);
  if (!std::isfinite(ends.last)) return "";
  const auto text = [&](double value) {
    return metric == nullptr ? number_text(value) : score_text(*metric, value);
  };
  const std::string start = shown.size() < 2 ? "" : "from " + text(ends.first);
  return fmt::format("<div class=\"tile\"><span>{}</span><b>{}</b><small>{}</small>{}</div>",
                     escape(name), text(ends.last), start, sparkline(shown, colour));
}

bool is_reply_count(const std::string& key) {
  return key == "eval/length_ratio" || key == "eval/truncated_share" || key == "eval/empty_share" ||
         key == "eval/mean_tokens";
}

std::string tiles(const RunRecord& run, size_t colour) {
  std::string html;
  for (const auto& [key, points] : run.curves) {
    if (!key.starts_with("eval/") || is_reply_count(key)) continue;
    const std::string metric = key.substr(5);
    html += tile(metric_name(run, metric), points, colour,
                 run.evaluation ? run.evaluation->find(metric) : nullptr);
  }
  for (const char* key : {"reward", "kl", "loss"})
    if (const auto* points = run.curve(key)) html += tile(key, *points, colour, nullptr);
  return html.empty() ? "" : "<div class=\"tiles\">" + html + "</div>";
}

std::string alarms(const RunRecord& run) {
  std::string html;
  for (const Mark& alarm : run.alarms)
    html += fmt::format("<li><b>step {}</b> {}</li>", number_text(alarm.x), escape(alarm.text));
  for (const std::string& note : run.notes) html += "<li>" + escape(note) + "</li>";
  return html.empty() ? "" : "<ul class=\"alarms\">" + html + "</ul>";
}

}  // namespace

std::string metric_name(const RunRecord& run, const std::string& key) {
  const MetricResult* metric = run.evaluation ? run.evaluation->find(key) : nullptr;
  std::string name = metric != nullptr ? metric->name : key;
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

std::string header_section(Runs runs) {
  std::string html = "<header>";
  html += runs.size() == 1 ? "<h1>" + escape(runs.front().name) + "</h1>"
                           : fmt::format("<h1>{} runs side by side</h1>", runs.size());
  for (size_t i = 0; i < runs.size(); ++i) {
    const RunRecord& run = runs[i];
    if (runs.size() > 1)
      html += fmt::format("<h2 class=\"run\"><i class=\"dot c{}\"></i>{}</h2>", i % 8,
                          escape(run.name));
    html += purpose(run) + facts(run) + tiles(run, i % 8) + alarms(run);
  }
  return html + "</header>\n";
}

}  // namespace dragoman::evaluation
