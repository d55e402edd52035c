#include "metrics/corpus.h"

#include "base/error.h"

namespace dragoman::metrics {

std::vector<double> Statistics::sums() const {
  std::vector<double> total(width_, 0.0);
  for (size_t i = 0; i < rows(); ++i)
    for (size_t k = 0; k < width_; ++k) total[k] += values_[i * width_ + k];
  return total;
}

std::vector<double> Statistics::sums(std::span<const size_t> rows) const {
  std::vector<double> total(width_, 0.0);
  for (const size_t i : rows)
    for (size_t k = 0; k < width_; ++k) total[k] += values_[i * width_ + k];
  return total;
}

Segment Corpus::segment(size_t i) const {
  return {.references = references[i],
          .source = sources.empty() ? std::string_view{} : std::string_view(sources[i])};
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
  if (metric.info().needs_source && corpus.sources.empty())
    throw_input("{} needs the source sentences", metric.info().name);
  std::vector<Statistics> tables;
  for (const auto& system : systems) {
    DRAGOMAN_CHECK(system.size() == corpus.size(), "one hypothesis a sentence");
    tables.emplace_back(corpus.size(), metric.info().statistics);
  }
  for (size_t i = 0; i < corpus.size(); ++i) {
    const auto prepared = metric.prepare(corpus.segment(i));
    for (size_t s = 0; s < systems.size(); ++s)
      metric.statistics(systems[s][i], *prepared, tables[s].row(i));
  }
  return tables;
}

double corpus_score(const Metric& metric, const std::vector<std::string>& hypotheses,
                    const Corpus& corpus) {
  return metric.score(corpus_statistics(metric, std::span(&hypotheses, 1), corpus).front().sums());
}

}  // namespace dragoman::metrics
