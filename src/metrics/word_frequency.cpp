#include "metrics/word_frequency.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "metrics/tokenizer.h"
#include "metrics/words.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

constexpr std::array<int64_t, 7> kEdges = {1, 2, 5, 10, 100, 1000, 10000};

WordCounts words_of(std::string_view text, const std::string& unit) {
  WordCounts words;
  count_words(text, unit, words);
  return words;
}

std::vector<WordAccuracy> empty_ranges() {
  std::vector<WordAccuracy> ranges;
  for (const Bucket& bucket : length_buckets({}, kEdges))
    ranges.push_back({bucket.first + 1 == bucket.end.value_or(0) ? std::to_string(bucket.first)
                                                                 : bucket.label()});
  return ranges;
}

}  // namespace

void count_words(std::string_view text, const std::string& unit, WordCounts& counts) {
  const std::string lowered = text::lower(text);
  const std::string split = unit == "character" ? tokenize_char(lowered) : tokenize_intl(lowered);
  for_each_word(split, [&counts](std::string_view word) {
    const auto found = counts.find(word);
    if (found == counts.end()) {
      counts.emplace(word, 1);
    } else {
      ++found->second;
    }
  });
}

double WordAccuracy::f_score() const {
  const int64_t both = reference + hypothesis;
  return both == 0 ? 0.0 : 200.0 * static_cast<double>(common) / static_cast<double>(both);
}

std::vector<WordAccuracy> word_accuracy(const std::vector<std::string>& hypotheses,
                                        const Corpus& corpus, const WordCounts& counts,
                                        const std::string& unit) {
  auto ranges = empty_ranges();
  const auto range_of = [&](std::string_view word) -> WordAccuracy& {
    const auto found = counts.find(word);
    const int64_t times = found == counts.end() ? 0 : found->second;
    const auto behind = std::upper_bound(kEdges.begin(), kEdges.end(), times);
    return ranges[static_cast<size_t>(behind - kEdges.begin())];
  };
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    if (corpus.references[i].empty()) throw_input("words are counted against references");
    const auto theirs = words_of(corpus.references[i].front(), unit);
    for (const auto& [word, times] : words_of(hypotheses[i], unit)) {
      const auto found = theirs.find(word);
      WordAccuracy& range = range_of(word);
      range.hypothesis += times;
      if (found != theirs.end()) range.common += std::min(times, found->second);
    }
    for (const auto& [word, times] : theirs) range_of(word).reference += times;
  }
  return ranges;
}

}  // namespace dragoman::metrics
