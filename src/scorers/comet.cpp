#include "scorers/comet.h"

#include <ATen/ATen.h>

#include <mutex>
#include <unordered_map>

#include "base/error.h"
#include "base/parallel.h"
#include "scorers/comet_model.h"
#include "scorers/encoding.h"

namespace dragoman::scorers {
namespace {

using episodes::EncodingProgress;
using episodes::Translation;

constexpr int64_t kEstimatorRows = 1024;  // a chunk of features fits the caches

// The ids of every text that occurs, each tokenized once.
class TokenizedTexts {
 public:
  TokenizedTexts(const CometModel& model, std::span<const Translation> translations,
                 bool with_source, bool with_reference) {
    std::vector<std::string_view> texts;
    const auto add = [&](std::string_view text) {
      if (ids_.emplace(text, std::vector<TokenId>()).second) texts.push_back(text);
    };
    for (const Translation& one : translations) {
      add(one.hypothesis);
      if (with_source) add(one.source);
      if (with_reference) add(*one.reference);
    }
    parallel_for(static_cast<int64_t>(texts.size()), [&](int64_t i) {
      const std::string_view text = texts[static_cast<size_t>(i)];
      ids_.at(text) = model.tokenizer.encode(text, model.single_length());
    });
  }

  const std::vector<TokenId>& operator[](std::string_view text) const { return ids_.at(text); }

 private:
  std::unordered_map<std::string_view, std::vector<TokenId>> ids_;
};

// Calls the estimator on the features of chunks of rows: features(begin, count) -> [count, …].
template <class Features>
std::vector<double> estimate(const Estimator& estimator, int64_t rows, const Features& features) {
  std::vector<double> scores;
  for (int64_t begin = 0; begin < rows; begin += kEstimatorRows) {
    const auto some = estimator(features(begin, std::min(kEstimatorRows, rows - begin)));
    scores.insert(scores.end(), some.begin(), some.end());
  }
  return scores;
}

// Each text is encoded by itself; the estimator sees the vectors, products and differences.
class RegressionScorer {
 public:
  explicit RegressionScorer(const CometModel& model) : model_(model) {}

  std::vector<double> score(std::span<const Translation> translations,
                            const EncodingProgress& progress) const {
    const bool referenced = model_.config.kind == CometClass::kRegression;
    const TokenizedTexts texts(model_, translations, true, referenced);
    DistinctInputs distinct;
    const auto places = [&](auto text_of) {
      std::vector<int64_t> rows;
      for (const Translation& one : translations)
        rows.push_back(static_cast<int64_t>(distinct.add({texts[text_of(one)]})));
      return at::tensor(rows, at::kLong);
    };
    const at::Tensor sources = places([](const Translation& one) { return one.source; });
    const at::Tensor hypotheses = places([](const Translation& one) { return one.hypothesis; });
    at::Tensor references;
    if (referenced) references = places([](const Translation& one) { return *one.reference; });
    const at::Tensor vectors =
        encode(model_.encoder, distinct.inputs(), model_.reduction, progress);
    return estimate(model_.estimator, hypotheses.size(0), [&](int64_t begin, int64_t count) {
      const auto rows = [&](const at::Tensor& chosen) {
        return vectors.index_select(0, chosen.narrow(0, begin, count));
      };
      const at::Tensor h = rows(hypotheses);
      const at::Tensor s = rows(sources);
      if (!referenced) return at::cat({h, s, h * s, (h - s).abs()}, 1);
      const at::Tensor r = rows(references);
      return at::cat({h, r, h * r, (h - r).abs(), h * s, (h - s).abs()}, 1);
    });
  }

 private:
  const CometModel& model_;
};

// Hypothesis and what it is compared with as one sequence: with the source, with the reference,
// with both, as far as they are there; the mean of the scores.
class UnifiedScorer {
 public:
  explicit UnifiedScorer(const CometModel& model) : model_(model) {}

  std::vector<double> score(std::span<const Translation> translations,
                            const EncodingProgress& progress) const {
    const CometConfig& config = model_.config;
    const bool referenced = config.with_reference && !translations.empty() &&
                            translations.front().reference.has_value();
    const TokenizedTexts texts(model_, translations, config.with_source, referenced);
    DistinctInputs distinct;
    std::vector<std::vector<size_t>> places;
    for (const Translation& one : translations) {
      auto& mine = places.emplace_back();
      const auto& h = texts[one.hypothesis];
      if (config.with_source) mine.push_back(distinct.add(joined({&h, &texts[one.source]})));
      if (!referenced) continue;
      const auto& r = texts[*one.reference];
      mine.push_back(distinct.add(joined({&h, &r})));
      if (config.with_source) mine.push_back(distinct.add(joined({&h, &texts[one.source], &r})));
    }
    const at::Tensor vectors =
        encode(model_.encoder, distinct.inputs(), model_.reduction, progress);
    const auto scores =
        estimate(model_.estimator, vectors.size(0),
                 [&](int64_t begin, int64_t count) { return vectors.narrow(0, begin, count); });
    std::vector<double> means;
    for (const auto& mine : places) {
      double sum = 0.0;
      for (const size_t place : mine) sum += scores[place];
      means.push_back(sum / static_cast<double>(mine.size()));
    }
    return means;
  }

 private:
  // <s> a </s></s> b </s> for XLM-R, [CLS] a [SEP] b [SEP] for BERT, whose tokens behind a are of
  // type 1. Padding tokens written out in the texts are left out, as COMET does.
  nn::EncoderInput joined(const std::vector<const std::vector<TokenId>*>& texts) const {
    const TokenId end = model_.tokenizer.end();
    const TokenId padding = model_.encoder.config().pad_token_id;
    const bool bert = model_.config.encoder_model == "BERT";
    nn::EncoderInput input{{model_.tokenizer.begin()}};
    for (size_t t = 0; t < texts.size(); ++t) {
      if (bert && t == 1) input.second = input.ids.size();
      if (!bert && t > 0) input.ids.push_back(end);
      std::copy_if(texts[t]->begin() + 1, texts[t]->end() - 1, std::back_inserter(input.ids),
                   [padding](TokenId id) { return id != padding; });
      input.ids.push_back(end);
    }
    input.ids.resize(std::min(input.ids.size(), static_cast<size_t>(model_.joint_length())));
    return input;
  }

  const CometModel& model_;
};

class CometScorer final : public episodes::Scorer {
 public:
  explicit CometScorer(CometModel model) : model_(std::move(model)) {}

  std::string kind() const override { return model_.config.class_name; }
  bool needs_source() const override { return model_.config.with_source; }

  // A unified metric with a source does without.
  bool needs_reference() const override {
    const CometConfig& config = model_.config;
    return config.kind == CometClass::kRegression || !config.with_source;
  }

  std::vector<double> score(std::span<const Translation> translations,
                            const EncodingProgress& progress) const override {
    size_t references = 0;
    for (const Translation& one : translations) references += one.reference.has_value();
    if (needs_reference() && references < translations.size())
      throw_input("{}: this metric compares with references, and a translation has none",
                  model_.config.where);
    if (references > 0 && references < translations.size())
      throw_input("{}: all translations must have a reference, or none", model_.config.where);
    const std::lock_guard lock(mutex_);
    if (model_.config.kind == CometClass::kUnified)
      return UnifiedScorer(model_).score(translations, progress);
    return RegressionScorer(model_).score(translations, progress);
  }

 private:
  CometModel model_;
  mutable std::mutex mutex_;  // one call has all threads
};

}  // namespace

std::unique_ptr<episodes::Scorer> open_comet(const episodes::ScorerSource& source,
                                             at::ScalarType compute) {
  return std::make_unique<CometScorer>(load_comet(source, compute));
}

}  // namespace dragoman::scorers
