#include "metrics/ter.h"

#include <algorithm>

#include "base/error.h"
#include "metrics/catalog.h"
#include "metrics/ngram_table.h"
#include "metrics/ter_edits.h"
#include "metrics/words.h"

namespace dragoman::metrics {
namespace {

struct PreparedTer final : PreparedReference {
  Vocabulary vocabulary;
  std::vector<std::vector<Symbol>> references;
};

MetricInfo describe(const TerConfig& config) {
  const auto yes = [](bool value) { return std::string(value ? "yes" : "no"); };
  return {.name = "TER",
          .statistics = 2,
          .higher_is_better = false,
          .signature = {{"case", "c", config.case_sensitive ? "mixed" : "lc"},
                        {"tok", "t", "tercom"},
                        {"norm", "nr", yes(config.normalized)},
                        {"punct", "pn", yes(!config.no_punct)},
                        {"asian", "as", yes(config.asian_support)}}};
}

// References go through the tokenizer twice, hypotheses once. That shows where the first pass makes
// an ordinary space of another one, which the rule for 's then sees.
std::string tokenize_reference(std::string_view text, const TerConfig& config) {
  std::string once;
  for_each_word(tokenize_tercom(text, config), [&once](std::string_view word) {
    if (!once.empty()) once += ' ';
    once += word;
  });
  return tokenize_tercom(once, config);
}

template <class Real>
double rate(std::span<const double> sums) {
  const auto edits = static_cast<Real>(sums[0]);
  const auto length = static_cast<Real>(sums[1]);
  if (length > 0) return static_cast<double>(static_cast<Real>(100) * (edits / length));
  return edits > 0 ? 100.0 : 0.0;
}

}  // namespace

Ter::Ter(TerConfig config) : Metric(describe(config)), config_(config) {}

std::unique_ptr<const PreparedReference> Ter::prepare_checked(const Segment& segment) const {
  auto prepared = std::make_unique<PreparedTer>();
  for (const std::string& reference : segment.references) {
    auto& words = prepared->references.emplace_back();
    for_each_word(tokenize_reference(reference, config_),
                  [&](std::string_view word) { words.push_back(prepared->vocabulary.add(word)); });
  }
  return prepared;
}

void Ter::statistics(std::string_view hypothesis, const PreparedReference& reference,
                     std::span<double> out) const {
  const auto& prepared = static_cast<const PreparedTer&>(reference);
  thread_local std::vector<Symbol> words;
  words.clear();
  for_each_word(tokenize_tercom(hypothesis, config_),
                [&](std::string_view word) { words.push_back(prepared.vocabulary.find(word)); });
  int64_t fewest = -1;
  size_t total_length = 0;
  for (const auto& other : prepared.references) {
    const int64_t edits = ter_edits(words, other);
    if (fewest < 0 || edits < fewest) fewest = edits;
    total_length += other.size();
  }
  out[0] = static_cast<double>(fewest);
  out[1] = static_cast<double>(total_length) / static_cast<double>(prepared.references.size());
}

double Ter::score(std::span<const double> sums, Arithmetic arithmetic) const {
  DRAGOMAN_CHECK(sums.size() == info().statistics, "TER statistics are two numbers");
  return arithmetic == Arithmetic::kFloat32 ? rate<float>(sums) : rate<double>(sums);
}

bool Ter::stays_single(std::span<const double> sums) const { return sums[1] > 0; }

std::string Ter::preprocess(std::string_view text) const { return tokenize_tercom(text, config_); }

Entry ter() {
  return config::make_entry<Metric, Ter, TerConfig>(
      "ter", "TER: edits and block shifts per reference word; lower is better.");
}

}  // namespace dragoman::metrics
