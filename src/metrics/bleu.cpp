#include "metrics/bleu.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "metrics/catalog.h"
#include "metrics/ngram_sums.h"
#include "metrics/ngram_table.h"
#include "metrics/words.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

constexpr double kLogOfZero = -9999999999.0;

struct PreparedBleu final : PreparedReference {
  PreparedBleu(Vocabulary words_in, std::span<const std::vector<Symbol>> sequences, int max_order)
      : words(std::move(words_in)), ngrams(sequences, max_order) {
    for (const auto& sequence : sequences) lengths.push_back(static_cast<int64_t>(sequence.size()));
  }

  // The closest reference length; of two equally close ones, the shorter.
  int64_t closest_length(int64_t length) const {
    const auto key = [length](int64_t other) { return std::pair(std::abs(length - other), other); };
    return *std::min_element(lengths.begin(), lengths.end(),
                             [&key](int64_t a, int64_t b) { return key(a) < key(b); });
  }

  Vocabulary words;
  NgramTable ngrams;
  std::vector<int64_t> lengths;
};

std::string smoothing_text(const std::string& method, double value) {
  const bool has_value = method == "floor" || method == "add-k";
  return has_value ? fmt::format("{}[{:.2f}]", method, value) : method;
}

double default_value(const BleuConfig& config) {
  return config.smooth_value.value_or(config.smooth_method == "floor" ? 0.1 : 1.0);
}

MetricInfo describe(const BleuConfig& config, const std::string& tokenizer) {
  return {
      .name = "BLEU",
      .statistics = 2 + 2 * static_cast<size_t>(config.max_ngram_order),
      .signature = {{"case", "c", config.lowercase ? "lc" : "mixed"},
                    {"eff", "e", config.effective_order ? "yes" : "no"},
                    {"tok", "tok", tokenizer},
                    {"smooth", "s", smoothing_text(config.smooth_method, default_value(config))}}};
}

}  // namespace

Bleu::Bleu(const BleuConfig& config)
    : Bleu(config,
           load_tokenizer(config.tokenize, {config.flores_model, config.mecab_dictionary})) {}

Bleu::Bleu(const BleuConfig& config, LoadedTokenizer tokenizer)
    : Metric(describe(config, tokenizer.signature)),
      config_(config),
      tokenizer_(std::move(tokenizer.tokenize)),
      smooth_value_(default_value(config_)),
      order_(static_cast<size_t>(config_.max_ngram_order)) {
  if (config_.max_ngram_order < 1) throw_input("max_ngram_order must be at least 1");
  if (config_.smooth_method == "exp") {
    smoothing_ = Smoothing::kExp;
  } else if (config_.smooth_method == "floor") {
    smoothing_ = Smoothing::kFloor;
  } else if (config_.smooth_method == "add-k") {
    smoothing_ = Smoothing::kAddK;
  } else if (config_.smooth_method == "none") {
    smoothing_ = Smoothing::kNone;
  } else {
    throw_input("unknown BLEU smoothing {}; known: exp, floor, add-k, none", config_.smooth_method);
  }
}

std::string Bleu::preprocess(std::string_view text) const {
  if (!config_.lowercase) return tokenizer_(text::strip_right(text));
  return tokenizer_(text::strip_right(text::lower(text)));
}

std::unique_ptr<const PreparedReference> Bleu::prepare_checked(const Segment& segment) const {
  Vocabulary words;
  std::vector<std::vector<Symbol>> sequences;
  for (const std::string& reference : segment.references) {
    auto& sequence = sequences.emplace_back();
    for_each_word(preprocess(reference),
                  [&](std::string_view word) { sequence.push_back(words.add(word)); });
  }
  return std::make_unique<PreparedBleu>(std::move(words), sequences, static_cast<int>(order_));
}

void Bleu::statistics(std::string_view hypothesis, const PreparedReference& reference,
                      std::span<double> out) const {
  const auto& prepared = static_cast<const PreparedBleu&>(reference);
  thread_local std::vector<Symbol> words;
  thread_local std::vector<int64_t> matches;
  words.clear();
  for_each_word(preprocess(hypothesis),
                [&](std::string_view word) { words.push_back(prepared.words.find(word)); });
  matches.resize(order_);
  prepared.ngrams.match(words, matches);

  const auto length = static_cast<int64_t>(words.size());
  out[0] = static_cast<double>(length);
  out[1] = static_cast<double>(prepared.closest_length(length));
  for (size_t n = 0; n < order_; ++n) {
    out[2 + n] = static_cast<double>(matches[n]);
    out[2 + order_ + n] =
        static_cast<double>(std::max<int64_t>(length - static_cast<int64_t>(n), 0));
  }
}

// References whose n-grams are summed.
class BleuAggregate final : public Aggregate {
 public:
  BleuAggregate(const Bleu& metric, std::span<const Counted> references)
      : metric_(metric), ngrams_(metric.order_) {
    for (const Counted& reference : references) {
      std::vector<Symbol> words;
      for_each_word(metric.preprocess(reference.text),
                    [&](std::string_view word) { words.push_back(vocabulary_.add(word)); });
      ngrams_.add(words, reference.count);
      count_ += reference.count;
    }
  }

  void statistics(std::string_view hypothesis, std::span<double> out) const override {
    std::vector<Symbol> words;
    for_each_word(metric_.preprocess(hypothesis),
                  [&](std::string_view word) { words.push_back(vocabulary_.find(word)); });
    const size_t order = metric_.order_;
    out[0] = count_ * static_cast<double>(words.size());
    out[1] = ngrams_.ngrams(1);
    ngrams_.match(words, out.subspan(2, order));
    for (size_t n = 0; n < order; ++n)
      out[2 + order + n] = count_ * static_cast<double>(words.size() > n ? words.size() - n : 0);
  }

 private:
  const Bleu& metric_;
  NgramSums ngrams_;
  Vocabulary vocabulary_;
  double count_ = 0.0;
};

std::unique_ptr<const Aggregate> Bleu::aggregate(std::span<const Counted> references) const {
  return std::make_unique<BleuAggregate>(*this, references);
}

template <class Real>
void Bleu::fill_precisions(std::span<Real> correct, std::span<Real> total, bool truncate,
                           Result& result) const {
  const auto hundred = static_cast<Real>(100);
  const auto value = static_cast<Real>(smooth_value_);
  Real divisor = 1;
  size_t orders = order_;
  for (size_t n = 0; n < order_; ++n) {
    if (smoothing_ == Smoothing::kAddK && n > 0) {
      correct[n] += value;
      total[n] += value;
      if (truncate) {
        correct[n] = std::trunc(correct[n]);
        total[n] = std::trunc(total[n]);
      }
    }
    if (total[n] == 0) break;
    if (config_.effective_order) orders = n + 1;
    Real precision = 0;
    if (correct[n] != 0) {
      precision = hundred * correct[n] / total[n];
    } else if (smoothing_ == Smoothing::kExp) {
      divisor *= 2;
      precision = hundred / (divisor * total[n]);
    } else if (smoothing_ == Smoothing::kFloor) {
      precision = static_cast<Real>(100.0 * smooth_value_) / total[n];
    }
    result.precisions[n] = static_cast<double>(precision);
  }
  double log_sum = 0.0;
  for (size_t n = 0; n < orders; ++n)
    log_sum += result.precisions[n] == 0.0 ? kLogOfZero : std::log(result.precisions[n]);
  result.score = result.brevity_penalty * std::exp(log_sum / static_cast<double>(orders));
}

template <class Real>
Bleu::Result Bleu::compute(std::span<const double> sums, Arithmetic arithmetic) const {
  DRAGOMAN_CHECK(sums.size() == info().statistics, "BLEU statistics of another order");
  Result result;
  result.precisions.assign(order_, 0.0);
  const double length = sums[0];
  const double reference_length = sums[1];
  if (length < reference_length)
    result.brevity_penalty = length > 0 ? std::exp(1.0 - reference_length / length) : 0.0;

  const auto narrow = [&sums, this](size_t first) {
    std::vector<Real> part(order_);
    for (size_t n = 0; n < order_; ++n) part[n] = static_cast<Real>(sums[first + n]);
    return part;
  };
  auto correct = narrow(2);
  auto total = narrow(2 + order_);
  if (std::any_of(correct.begin(), correct.end(), [](Real count) { return count != 0; }))
    fill_precisions<Real>(correct, total, arithmetic == Arithmetic::kInteger, result);
  return result;
}

double Bleu::score(std::span<const double> sums, Arithmetic arithmetic) const {
  return arithmetic == Arithmetic::kFloat32 ? compute<float>(sums, arithmetic).score
                                            : compute<double>(sums, arithmetic).score;
}

std::string Bleu::details(std::span<const double> sums) const {
  const Result result = compute<double>(sums, Arithmetic::kExact);
  std::string precisions;
  for (const double precision : result.precisions)
    precisions += fmt::format("{}{:.1f}", precisions.empty() ? "" : "/", precision);
  const double ratio = sums[1] == 0 ? 0.0 : sums[0] / sums[1];
  return fmt::format("{} (BP = {:.3f} ratio = {:.3f} hyp_len = {:.0f} ref_len = {:.0f})",
                     precisions, result.brevity_penalty, ratio, sums[0], sums[1]);
}

Entry bleu() {
  return config::make_entry<Metric, Bleu, BleuConfig>(
      "bleu", "BLEU: n-gram precision with a penalty for brevity.");
}

}  // namespace dragoman::metrics
