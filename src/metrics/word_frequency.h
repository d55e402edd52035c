// Which words a system gets right: common ones, or rare ones too (after compare-mt, Neubig et al.,
// 2019).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/breakdown.h"

namespace dragoman::metrics {

// How often each word occurs: of training text, or of the references themselves.
using WordCounts = std::map<std::string, int64_t, std::less<>>;

// A word's occurrences are added up over the texts. Words are split as BLEU's "intl" does and
// lowercased; `unit` "character" takes characters instead.
void count_words(std::string_view text, const std::string& unit, WordCounts& counts);

// Of the words of one range of frequencies: how many the references have, the hypotheses have, and
// both have in the same sentence.
struct WordAccuracy {
  std::string label;  // "[5, 10)"
  int64_t reference = 0;
  int64_t hypothesis = 0;
  int64_t common = 0;

  double f_score() const;  // 0 … 100; 0 where there is no word
};

// Against the first references, which there must be. `edges` as of length_buckets.
std::vector<WordAccuracy> word_accuracy(const std::vector<std::string>& hypotheses,
                                        const Corpus& corpus, const WordCounts& counts,
                                        const std::string& unit);

}  // namespace dragoman::metrics
