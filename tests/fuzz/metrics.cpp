// Metrics over arbitrary bytes: the first byte chooses options; then a line each of hypothesis,
// source and references.
#include <cmath>

#include "fuzz.h"
#include "metrics/bleu.h"
#include "metrics/catalog.h"
#include "metrics/chrf.h"
#include "metrics/ter.h"

namespace dragoman {
namespace {

constexpr size_t kMostReferences = 4;

struct Sentence {
  std::string hypothesis;
  std::string source;
  std::vector<std::string> references;
};

Sentence sentence_of(std::string_view bytes) {
  const auto lines = text::split(bytes, '\n');
  Sentence sentence;
  sentence.hypothesis = lines[0];
  if (lines.size() > 1) sentence.source = lines[1];
  for (size_t i = 2; i < lines.size() && i < 2 + kMostReferences; ++i)
    sentence.references.emplace_back(lines[i]);
  if (sentence.references.empty()) sentence.references.emplace_back();
  return sentence;
}

void try_metric(const metrics::Metric& metric, const Sentence& sentence) {
  const std::vector<std::vector<std::string>> terms = {{sentence.source}, sentence.references};
  const auto prepared = metric.prepare({.references = sentence.references,
                                        .source = sentence.source,
                                        .mentions = sentence.references,
                                        .terms = terms,
                                        .target_language = "de"});
  std::vector<double> statistics(metric.info().statistics);
  metric.statistics(sentence.hypothesis, *prepared, statistics);
  for (const double value : statistics) fuzz::expect(std::isfinite(value), "statistics are finite");
  for (const auto arithmetic : {metrics::Arithmetic::kExact, metrics::Arithmetic::kFloat32})
    fuzz::expect(std::isfinite(metric.score(statistics, arithmetic)), "a score is finite");
  metric.preprocess(sentence.hypothesis);
  metric.details(statistics);
}

void try_bleu(uint8_t options, const Sentence& sentence) {
  constexpr const char* kTokenizers[] = {"none", "zh", "13a", "intl", "char"};
  constexpr const char* kSmoothings[] = {"exp", "floor", "add-k", "none"};
  metrics::BleuConfig config;
  config.tokenize = kTokenizers[options % std::size(kTokenizers)];
  config.smooth_method = kSmoothings[options / 8 % std::size(kSmoothings)];
  config.lowercase = options & 64;
  config.effective_order = options & 128;
  try_metric(metrics::Bleu(config), sentence);
}

void try_all(uint8_t options, const Sentence& sentence) {
  try_bleu(options, sentence);
  const bool a = options & 1, b = options & 2, c = options & 4, d = options & 8;
  try_metric(metrics::Chrf(
                 {.word_order = options % 3, .lowercase = a, .whitespace = b, .eps_smoothing = c}),
             sentence);
  try_metric(
      metrics::Ter({.normalized = a, .no_punct = b, .asian_support = c, .case_sensitive = d}),
      sentence);
  for (const auto& entry : metrics::catalog().rows()) {
    const std::string_view name = entry.name;
    if (name != "bleu" && name != "chrf" && name != "ter")
      try_metric(*metrics::catalog().make(name), sentence);
  }
}

}  // namespace
}  // namespace dragoman

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  if (size == 0) return 0;
  return fuzz::run([&] { try_all(data[0], sentence_of(fuzz::text_of(data + 1, size - 1))); });
}
