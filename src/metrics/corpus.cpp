#include "metrics/corpus.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "metrics/documents.h"

namespace dragoman::metrics {
namespace {

constexpr int64_t kGrain = 64;  // sentences

void require_inputs(const MetricInfo& info, const Corpus& corpus) {
  const auto require = [&](bool needed, bool there, const char* what) {
    if (needed && !there) throw_input("{} needs {}", info.name, what);
  };
  require(info.needs_source, !corpus.sources.empty(), "the source sentences (--src FILE)");
  require(info.needs_mentions, !corpus.mentions.empty(),
          "entities (--entities FILE.jsonl, or rows with \"mentions\")");
  require(info.needs_terms, !corpus.terms.empty(), "a glossary (--terms FILE)");
  require(info.needs_language, !corpus.target_languages.empty(),
          "the target language (--language-pair en-de)");
  require(info.whole_documents, !corpus.documents.empty(), "document ids (--documents FILE)");
}

// All systems in one call: what they share, the metric sees once.
void fill_in_one_batch(const Metric& metric, std::span<const Sentences> systems,
                       const Corpus& corpus, std::vector<Statistics>& tables) {
  const size_t width = metric.info().statistics;
  std::vector<std::string_view> hypotheses;
  std::vector<Segment> segments;
  for (const auto& system : systems) {
    for (size_t i = 0; i < corpus.size(); ++i) {
      hypotheses.push_back(system[i]);
      segments.push_back(corpus.segment(i));
    }
  }
  std::vector<double> rows(hypotheses.size() * width);
  metric.batch_statistics(hypotheses, segments, rows);
  for (size_t row = 0; row < hypotheses.size(); ++row)
    std::copy_n(&rows[row * width], width,
                tables[row / corpus.size()].row(row % corpus.size()).begin());
}

}  // namespace

std::vector<double> Statistics::sums() const {
  std::vector<double> total(width_, 0.0);
  add_to(total);
  return total;
}

void Statistics::add_to(std::span<double> total) const {
  for (size_t i = 0; i < rows(); ++i)
    for (size_t k = 0; k < width_; ++k) total[k] += values_[i * width_ + k];
}

std::vector<double> Statistics::sums(std::span<const size_t> rows) const {
  std::vector<double> total(width_, 0.0);
  for (const size_t i : rows)
    for (size_t k = 0; k < width_; ++k) total[k] += values_[i * width_ + k];
  return total;
}

Segment Corpus::segment(size_t i) const {
  Segment segment{.references = references[i]};
  if (!sources.empty()) segment.source = sources[i];
  if (!mentions.empty()) segment.mentions = mentions[i];
  if (!terms.empty()) segment.terms = terms[i];
  if (!target_languages.empty()) segment.target_language = target_languages[i];
  return segment;
}

std::optional<int64_t> Corpus::reference_count() const {
  if (references.empty()) return std::nullopt;
  const size_t count = references.front().size();
  for (const auto& one : references)
    if (one.size() != count) return std::nullopt;
  return static_cast<int64_t>(count);
}

std::vector<Statistics> corpus_statistics(const Metric& metric,
                                          std::span<const std::vector<std::string>> systems,
                                          const Corpus& corpus) {
  const std::vector<Sentences> views(systems.begin(), systems.end());
  return corpus_statistics(metric, views, corpus);
}

std::vector<Statistics> corpus_statistics(const Metric& metric, std::span<const Sentences> systems,
                                          const Corpus& corpus) {
  require_inputs(metric.info(), corpus);
  std::vector<Statistics> tables;
  for (const auto& system : systems) {
    DRAGOMAN_CHECK(system.size() == corpus.size(), "one hypothesis a sentence");
    tables.emplace_back(corpus.size(), metric.info().statistics);
  }
  if (metric.info().in_batches) {
    fill_in_one_batch(metric, systems, corpus, tables);
    return tables;
  }
  const auto fill = [&](size_t row, const Segment& segment, const auto& hypothesis) {
    const auto prepared = metric.prepare(segment);
    for (size_t s = 0; s < systems.size(); ++s)
      metric.statistics(hypothesis(systems[s]), *prepared, tables[s].row(row));
  };
  if (!metric.info().whole_documents) {
    parallel_for(
        static_cast<int64_t>(corpus.size()),
        [&](int64_t index) {
          const auto i = static_cast<size_t>(index);
          fill(i, corpus.segment(i),
               [i](const auto& system) { return std::string_view(system[i]); });
        },
        kGrain);
    return tables;
  }
  for (const Document& document : documents_of(corpus))
    fill(document.rows.front(), {.references = document.references, .source = document.source},
         [&](const auto& system) { return joined(system, document.rows); });
  return tables;
}

double corpus_score(const Metric& metric, const std::vector<std::string>& hypotheses,
                    const Corpus& corpus) {
  return metric.score(corpus_statistics(metric, std::span(&hypotheses, 1), corpus).front().sums());
}

}  // namespace dragoman::metrics
