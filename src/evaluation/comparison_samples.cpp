// Translations side by side, compared by words with the reference.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evaluation/comparison_page_parts.h"
#include "evaluation/html.h"
#include "evaluation/word_diff.h"

namespace dragoman::evaluation {
namespace {

// BLEU of one sentence says little, and a document's score is no sentence's.
bool says_of_sentences(const MetricComparison& metric) {
  return metric.name != "BLEU" && !metric.whole_documents;
}

const MetricComparison& deciding_metric(const SystemComparison& comparison) {
  const auto found =
      std::find_if(comparison.metrics.begin(), comparison.metrics.end(), &says_of_sentences);
  return found == comparison.metrics.end() ? comparison.metrics.front() : *found;
}

// Sentences by how far apart the systems' scores are; without those on which they are equal.
std::vector<size_t> most_different(const MetricComparison& metric, size_t wanted) {
  std::vector<double> spread(metric.sentence_scores.front().size());
  for (size_t i = 0; i < spread.size(); ++i) {
    double low = metric.sentence_scores.front()[i];
    double high = low;
    for (const auto& scores : metric.sentence_scores) {
      low = std::min(low, scores[i]);
      high = std::max(high, scores[i]);
    }
    spread[i] = high - low;
  }
  std::vector<size_t> rows(spread.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  std::erase_if(rows, [&](size_t i) { return !(spread[i] > 0.0); });
  std::stable_sort(rows.begin(), rows.end(),
                   [&](size_t a, size_t b) { return spread[a] > spread[b]; });
  if (rows.size() > wanted) rows.resize(wanted);
  return rows;
}

std::string text_line(const char* name, std::string_view text) {
  return fmt::format("<dt>{}</dt><dd dir=\"auto\">{}</dd>", name, escape(text));
}

std::string scores_html(const SystemComparison& comparison, size_t system, size_t row) {
  std::string html;
  for (const MetricComparison& metric : comparison.metrics)
    if (says_of_sentences(metric))
      html += fmt::format("<span>{} {}</span>", escape(metric.name),
                          fixed_html(metric.sentence_scores[system][row], 1));
  return html;
}

std::string card(const Systems& systems, const SystemComparison& comparison, size_t row) {
  std::string place = fmt::format("sentence {}", row + 1);
  if (!systems.corpus.documents.empty()) place += " · document " + systems.corpus.documents[row];
  for (const auto* labels : {&systems.domains, &systems.difficulties})
    if (!labels->empty()) place += " · " + (*labels)[row];
  std::string html = "<article><h3>" + escape(place) + "</h3><dl>";
  if (!systems.corpus.sources.empty()) html += text_line("source", systems.corpus.sources[row]);
  const auto& references = systems.corpus.references[row];
  for (const std::string& reference : references) html += text_line("reference", reference);
  for (const size_t s : comparison.order()) {
    const std::string& hypothesis = systems.hypotheses[s][row];
    html += fmt::format(
        "<dt>{}</dt><dd dir=\"auto\">{}<div class=\"scores\">{}</div></dd>",
        system_html(comparison, s),
        references.empty() ? escape(hypothesis) : diff_html(references.front(), hypothesis),
        scores_html(comparison, s, row));
  }
  return html + "</dl></article>";
}

}  // namespace

std::string differences_section(const Systems& systems, const SystemComparison& comparison,
                                size_t samples) {
  const MetricComparison& metric = deciding_metric(comparison);
  if (systems.hypotheses.empty()) return "";
  const auto rows = most_different(metric, samples);
  if (rows.empty()) return "";
  std::string html = fmt::format(
      "<section><h2>Side by side</h2><p class=\"note\">The {} sentences on which {} differs most. "
      "Against the first reference: <ins>words that it does not have</ins>, <del>words of it that "
      "are missing</del>.</p><div class=\"samples\">",
      rows.size(), escape(metric.name));
  for (const size_t row : rows) html += card(systems, comparison, row);
  return html + "</div></section>\n";
}

}  // namespace dragoman::evaluation
