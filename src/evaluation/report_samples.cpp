// The texts of a report: samples side by side, and what the runs were told.
#include <fmt/format.h>

#include <map>

#include "evaluation/html.h"
#include "evaluation/report_parts.h"
#include "evaluation/word_diff.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kMostSamples = 60;

std::string language_of(const Sample& sample, bool source) {
  const size_t hyphen = sample.direction.rfind('-');
  if (hyphen == sample.direction.npos) return "";
  return source ? sample.direction.substr(0, hyphen) : sample.direction.substr(hyphen + 1);
}

std::string text_line(const char* name, const std::string& html, const std::string& language) {
  return fmt::format("<dt>{}</dt><dd dir=\"auto\" lang=\"{}\">{}</dd>", name, escape(language),
                     html);
}

std::string hypothesis_html(const Sample& sample) {
  return sample.references.empty() ? escape(sample.hypothesis)
                                   : diff_html(sample.references.front(), sample.hypothesis);
}

std::string scores_html(const RunRecord& run, const Sample& sample) {
  std::string html;
  for (const MetricResult& metric : run.evaluation->metrics) {
    const auto score = sample.scores.find(metric.key);
    const bool sentence_level = metric.key != "bleu";  // of one sentence it says little
    if (score == sample.scores.end() || !sentence_level) continue;
    html += fmt::format("<span>{} {}</span>", escape(metric_name(run, metric.key)),
                        number_text(score->second));
  }
  if (sample.truncated) html += "<span class=\"bad\">cut off</span>";
  return html;
}

std::string sample_card(Runs runs, const std::vector<const Sample*>& samples) {
  const Sample& any = **std::find_if(samples.begin(), samples.end(),
                                     [](const Sample* sample) { return sample != nullptr; });
  std::string html = "<article><h3>" + escape(any.id) + "</h3><dl>";
  html += text_line("source", escape(any.source), language_of(any, true));
  for (const auto& reference : any.references)
    html += text_line("reference", escape(reference), language_of(any, false));
  for (size_t i = 0; i < runs.size(); ++i) {
    if (samples[i] == nullptr) continue;
    const std::string name = runs.size() == 1 ? "hypothesis" : escape(runs[i].name);
    html += fmt::format(
        "<dt><i class=\"dot c{}\"></i>{}</dt><dd dir=\"auto\" lang=\"{}\">{}"
        "<div class=\"scores\">{}</div></dd>",
        i % 8, name, escape(language_of(*samples[i], false)), hypothesis_html(*samples[i]),
        scores_html(runs[i], *samples[i]));
  }
  return html + "</dl></article>";
}

std::string folded(const std::string& title, const std::string& text) {
  if (text.empty()) return "";
  return fmt::format("<details><summary>{}</summary><pre>{}</pre></details>", escape(title),
                     escape(text));
}

}  // namespace

std::string samples_section(Runs runs) {
  std::vector<std::string> order;  // of first appearance
  std::map<std::string, std::vector<const Sample*>> by_row;
  for (size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i].evaluation) continue;
    for (const Sample& sample : runs[i].evaluation->samples) {
      auto& samples = by_row[sample.id + '\n' + sample.source];
      if (samples.empty()) order.push_back(sample.id + '\n' + sample.source);
      samples.resize(runs.size(), nullptr);
      samples[i] = &sample;
    }
  }
  if (order.empty()) return "";
  std::string html =
      "<section><h2>Samples</h2><p class=\"note\">Against the first reference: <ins>words that it "
      "does not have</ins>, <del>words of it that are missing</del>.</p><div class=\"samples\">";
  for (size_t i = 0; i < std::min(order.size(), kMostSamples); ++i)
    html += sample_card(runs, by_row[order[i]]);
  html += "</div>";
  if (order.size() > kMostSamples)
    html += fmt::format("<p class=\"note\">{} of {} samples; the others are in samples.jsonl.</p>",
                        kMostSamples, order.size());
  return html + "</section>\n";
}

std::string folded_section(Runs runs) {
  std::string html;
  for (const RunRecord& run : runs) {
    const std::string name = runs.size() > 1 ? run.name + ": " : "";
    std::string log;
    for (const std::string& line : run.log) log += line + '\n';
    html += folded(name + "Recipe", run.recipe);
    if (!run.config.is_null()) html += folded(name + "Resolved configuration", run.config.dump(2));
    html += folded(name + "End of the log", log);
  }
  return html.empty() ? "" : "<section><h2>Settings</h2>" + html + "</section>\n";
}

}  // namespace dragoman::evaluation
