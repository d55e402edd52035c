// Equality with sacreBLEU: recorded values. tests/oracles compares with fresh ones.
#include <cmath>

#include "metrics/golden_cases.h"
#include "metrics/signature.h"
#include "metrics/ter.h"
#include "metrics/tokenizer.h"
#include "metrics/words.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

constexpr double kTolerance = 1e-10;

std::string without_version(const std::string& signature) {
  return signature.substr(0, signature.rfind('|'));
}

void expect_scores(const Json& expected) {
  SCOPED_TRACE(expected["metric"].get<std::string>() + " " + expected["options"].dump());
  const auto metric = metric_of(expected["options"], expected["metric"]);
  const Corpus corpus = corpus_of(expected["references"]);
  const auto hypotheses = expected["hypotheses"].get<std::vector<std::string>>();
  const auto tables = corpus_statistics(*metric, std::span(&hypotheses, 1), corpus);
  EXPECT_NEAR(metric->score(tables[0].sums()), expected["corpus"].get<double>(), kTolerance);
  for (size_t i = 0; i < hypotheses.size(); ++i)
    EXPECT_NEAR(metric->score(tables[0].row(i)), expected["sentences"][i].get<double>(), kTolerance)
        << expected["hypotheses"][i] << "\n"
        << Json(corpus.references[i]);
  EXPECT_EQ(metric->info().name, expected["name"].get<std::string>());
  EXPECT_EQ(metric->details(tables[0].sums()), expected["details"].get<std::string>());
  const auto fields =
      signature_fields({.references = corpus.reference_count()}, metric->info().signature);
  EXPECT_EQ(without_version(format_signature(fields, SignatureStyle::kLong)),
            without_version(expected["signature"]));
  EXPECT_EQ(without_version(format_signature(fields, SignatureStyle::kShort)),
            without_version(expected["short_signature"]));
}

void expect_tokens(const Json& expected) {
  const auto text = expected["text"].get<std::string>();
  EXPECT_EQ(text::lower(text), expected["lower"].get<std::string>());
  for (const auto& [name, tokens] : expected["tokens"].items()) {
    const std::string spaced =
        name == "tercom" ? tokenize_tercom(text, {.normalized = true, .asian_support = true})
                         : load_tokenizer(name).tokenize(text);
    std::vector<std::string> found;
    for_each_word(spaced, [&](std::string_view word) { found.emplace_back(word); });
    EXPECT_EQ(found, tokens.get<std::vector<std::string>>()) << name << ": " << expected["text"];
  }
}

TEST(Sacrebleu, RecordedScoresSignaturesAndDetailsAreEqual) {
  for (const Json& expected : golden_cases("scores")) expect_scores(expected);
}

TEST(Sacrebleu, RecordedTokensAreEqual) {
  for (const Json& expected : golden_cases("tokenizers")) expect_tokens(expected);
}

}  // namespace
}  // namespace dragoman::metrics
