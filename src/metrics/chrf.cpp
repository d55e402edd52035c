#include "metrics/chrf.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "metrics/catalog.h"
#include "metrics/ngram_masks.h"
#include "metrics/ngram_sums.h"
#include "metrics/ngram_table.h"
#include "metrics/words.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

// The n-grams of one sequence, in the form that matches faster at its length.
class Ngrams {
 public:
  Ngrams(const std::vector<Symbol>& symbols, int max_order)
      : length_(static_cast<int64_t>(symbols.size())) {
    if (symbols.size() <= NgramMasks::kLongest && max_order <= NgramMasks::kMaxOrder)
      masks_.emplace(symbols, max_order);
    else
      table_.emplace(std::span(&symbols, 1), max_order);
  }

  int64_t length() const { return length_; }

  void match(std::span<const Symbol> symbols, std::span<int64_t> matches) const {
    masks_ ? masks_->match(symbols, matches) : table_->match(symbols, matches);
  }

 private:
  int64_t length_;
  std::optional<NgramMasks> masks_;
  std::optional<NgramTable> table_;
};

struct OneReference {
  std::optional<Ngrams> chars;
  std::optional<Ngrams> words;
  Vocabulary vocabulary;  // of the words
};

struct PreparedChrf final : PreparedReference {
  std::vector<OneReference> references;
};

MetricInfo describe(const ChrfConfig& config) {
  const auto orders = static_cast<size_t>(config.char_order + config.word_order);
  std::string name = fmt::format("chrF{}", config.beta);
  name.append(static_cast<size_t>(config.word_order), '+');
  return {.name = std::move(name),
          .statistics = 3 * orders,
          .signature = {{"case", "c", config.lowercase ? "lc" : "mixed"},
                        {"eff", "e", config.eps_smoothing ? "no" : "yes"},
                        {"nc", "nc", fmt::format("{}", config.char_order)},
                        {"nw", "nw", fmt::format("{}", config.word_order)},
                        {"space", "s", config.whitespace ? "yes" : "no"}}};
}

bool is_ascii_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

bool is_one_character(std::string_view word) {
  size_t at = 0;
  text::next_code_point(word, at);
  return at == word.size();
}

// One mark is split off a longer word: the last character if it is one, else the first.
template <class AddWord>
void split_mark(std::string_view word, AddWord&& add_word) {
  if (is_one_character(word)) {
    add_word(word);
  } else if (is_ascii_punctuation(word.back())) {
    add_word(word.substr(0, word.size() - 1));
    add_word(word.substr(word.size() - 1));
  } else if (is_ascii_punctuation(word.front())) {
    add_word(word.substr(0, 1));
    add_word(word.substr(1));
  } else {
    add_word(word);
  }
}

void append_chars(std::string_view text, bool whitespace, std::vector<Symbol>& chars) {
  for_each_code_point(text, [&](char32_t c, size_t, size_t) {
    if (whitespace || !is_space(c)) chars.push_back(static_cast<Symbol>(c) + 1);
  });
}

// Fills the triples of orders 1 … matches.size() from two sequence lengths.
void write_triples(size_t symbols, int64_t reference_length, std::span<const int64_t> matches,
                   double* out) {
  const auto length = static_cast<int64_t>(symbols);
  for (size_t i = 0; i < matches.size(); ++i) {
    const auto before =
        static_cast<int64_t>(i);  // an n-gram needs this many symbols before its last
    const auto ours = std::max<int64_t>(length - before, 0);
    const auto theirs = std::max<int64_t>(reference_length - before, 0);
    out[3 * i] = theirs > 0 ? static_cast<double>(ours) : 0.0;
    out[3 * i + 1] = static_cast<double>(theirs);
    out[3 * i + 2] = static_cast<double>(matches[i]);
  }
}

}  // namespace

Chrf::Chrf(ChrfConfig config) : Metric(describe(config)), config_(config) {
  if (config_.char_order < 0 || config_.word_order < 0 ||
      config_.char_order + config_.word_order < 1)
    throw_input("chrF needs a char_order or a word_order of at least 1");
}

std::string_view Chrf::cased(std::string_view text, std::string& lowered) const {
  if (!config_.lowercase) return text;
  lowered = text::lower(text);
  return lowered;
}

template <class AddWord>
void Chrf::read(std::string_view text, std::vector<Symbol>& chars, AddWord&& add_word) const {
  append_chars(text, config_.whitespace, chars);
  if (config_.word_order > 0)
    for_each_word(text, [&add_word](std::string_view word) { split_mark(word, add_word); });
}

std::unique_ptr<const PreparedReference> Chrf::prepare_checked(const Segment& segment) const {
  auto prepared = std::make_unique<PreparedChrf>();
  std::string lowered;
  for (const std::string& reference : segment.references) {
    OneReference& one = prepared->references.emplace_back();
    std::vector<Symbol> chars;
    std::vector<Symbol> words;
    read(cased(reference, lowered), chars,
         [&](std::string_view word) { words.push_back(one.vocabulary.add(word)); });
    if (config_.char_order > 0) one.chars.emplace(chars, static_cast<int>(config_.char_order));
    if (config_.word_order > 0) one.words.emplace(words, static_cast<int>(config_.word_order));
  }
  return prepared;
}

void Chrf::statistics(std::string_view hypothesis, const PreparedReference& reference,
                      std::span<double> out) const {
  const auto& prepared = static_cast<const PreparedChrf&>(reference);
  thread_local std::vector<Symbol> chars;
  thread_local std::string lowered;
  thread_local std::vector<std::string_view> spellings;
  thread_local std::vector<Symbol> words;
  thread_local std::vector<int64_t> matches;
  thread_local std::vector<double> candidate;
  chars.clear();
  spellings.clear();
  read(cased(hypothesis, lowered), chars,
       [&](std::string_view word) { spellings.push_back(word); });
  const auto char_order = static_cast<size_t>(config_.char_order);
  const auto word_order = static_cast<size_t>(config_.word_order);
  matches.resize(std::max(char_order, word_order));
  candidate.resize(info().statistics);

  double best = -1.0;
  for (const OneReference& one : prepared.references) {
    if (one.chars) {
      const auto char_matches = std::span(matches).first(char_order);
      one.chars->match(chars, char_matches);
      write_triples(chars.size(), one.chars->length(), char_matches, candidate.data());
    }
    if (one.words) {
      words.clear();
      for (const std::string_view word : spellings) words.push_back(one.vocabulary.find(word));
      const auto word_matches = std::span(matches).first(word_order);
      one.words->match(words, word_matches);
      write_triples(words.size(), one.words->length(), word_matches,
                    candidate.data() + 3 * char_order);
    }
    const double score = prepared.references.size() == 1 ? 0.0 : f_score<double>(candidate);
    if (score <= best) continue;
    best = score;
    std::copy(candidate.begin(), candidate.end(), out.begin());
  }
}

// References whose n-grams are summed.
class ChrfAggregate final : public Aggregate {
 public:
  ChrfAggregate(const Chrf& metric, std::span<const Counted> references)
      : metric_(metric),
        chars_(static_cast<size_t>(metric.config_.char_order)),
        words_(static_cast<size_t>(metric.config_.word_order)) {
    std::string lowered;
    for (const Counted& reference : references) {
      std::vector<Symbol> chars, words;
      metric.read(metric.cased(reference.text, lowered), chars,
                  [&](std::string_view word) { words.push_back(vocabulary_.add(word)); });
      chars_.add(chars, reference.count);
      words_.add(words, reference.count);
    }
  }

  void statistics(std::string_view hypothesis, std::span<double> out) const override {
    std::string lowered;
    std::vector<Symbol> chars, words;
    metric_.read(metric_.cased(hypothesis, lowered), chars,
                 [&](std::string_view word) { words.push_back(vocabulary_.find(word)); });
    const auto char_order = static_cast<size_t>(metric_.config_.char_order);
    write(chars, chars_, out.first(3 * char_order));
    write(words, words_, out.subspan(3 * char_order));
  }

 private:
  static void write(const std::vector<Symbol>& symbols, const NgramSums& sums,
                    std::span<double> out) {
    std::vector<double> matches(out.size() / 3);
    sums.match(symbols, matches);
    for (size_t n = 0; n < matches.size(); ++n) {
      const auto ours = static_cast<double>(symbols.size() > n ? symbols.size() - n : 0);
      out[3 * n] = ours * sums.sequences_with(n + 1);
      out[3 * n + 1] = sums.ngrams(n + 1);
      out[3 * n + 2] = matches[n];
    }
  }

  const Chrf& metric_;
  NgramSums chars_, words_;
  Vocabulary vocabulary_;
};

std::unique_ptr<const Aggregate> Chrf::aggregate(std::span<const Counted> references) const {
  return std::make_unique<ChrfAggregate>(*this, references);
}

// `Real` is the type that holds every intermediate result; see Arithmetic.
template <class Real>
double Chrf::f_score(std::span<const double> sums) const {
  const auto epsilon = static_cast<Real>(1e-16);
  const auto factor = static_cast<Real>(config_.beta * config_.beta);
  Real eps_score = 0;
  Real precision_sum = 0;
  Real recall_sum = 0;
  int orders = 0;
  for (size_t i = 0; i < sums.size(); i += 3) {
    const auto ours = static_cast<Real>(sums[i]);
    const auto theirs = static_cast<Real>(sums[i + 1]);
    const auto common = static_cast<Real>(sums[i + 2]);
    const Real precision = ours > 0 ? common / ours : epsilon;
    const Real recall = theirs > 0 ? common / theirs : epsilon;
    const Real weighted = factor * precision + recall;
    eps_score += weighted > 0 ? (1 + factor) * precision * recall / weighted : epsilon;
    if (ours > 0 && theirs > 0) {
      precision_sum += precision;
      recall_sum += recall;
      ++orders;
    }
  }
  const auto hundred = static_cast<Real>(100);
  if (config_.eps_smoothing)
    return static_cast<double>(hundred * eps_score / static_cast<Real>(sums.size() / 3));
  if (orders == 0) return 0.0;
  const Real precision = precision_sum / static_cast<Real>(orders);
  const Real recall = recall_sum / static_cast<Real>(orders);
  if (precision + recall == 0) return 0.0;
  Real score = (1 + factor) * precision * recall;
  score /= factor * precision + recall;
  return static_cast<double>(hundred * score);
}

double Chrf::score(std::span<const double> sums, Arithmetic arithmetic) const {
  DRAGOMAN_CHECK(sums.size() == info().statistics, "chrF statistics of another order");
  return arithmetic == Arithmetic::kFloat32 ? f_score<float>(sums) : f_score<double>(sums);
}

bool Chrf::stays_single(std::span<const double> sums) const {
  return config_.eps_smoothing || f_score<double>(sums) != 0.0;
}

Entry chrf() {
  return config::make_entry<Metric, Chrf, ChrfConfig>(
      "chrf", "chrF, chrF+ and chrF++: character (and word) n-gram F-score.");
}

}  // namespace dragoman::metrics
