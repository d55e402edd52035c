// Counts the pieces that a pre-tokenizer makes of a corpus.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/normalizer.h"
#include "text/pre_tokenizer.h"

namespace dragoman::text {

struct CountedWord {
  std::string_view word;
  int64_t count = 0;
};

class WordCounts {
 public:
  // Counts the pieces of `texts` on all threads; bytes that are not UTF-8 count as U+FFFD.
  // `normalizer` may be null.
  void add(std::span<const std::string> texts, const PreTokenizer& pre_tokenizer,
           const Normalizer* normalizer);

  // In the order of first appearance. Views stay valid while this object lives.
  std::vector<CountedWord> words() const { return words_; }
  int64_t total() const { return total_; }  // pieces, repeated ones included

 private:
  struct Hash {
    size_t operator()(std::string_view word) const;
  };
  using Table = std::unordered_map<std::string_view, int64_t, Hash>;

  std::deque<std::string> storage_;
  std::vector<CountedWord> words_;
  Table places_;  // index into words_
  int64_t total_ = 0;
};

}  // namespace dragoman::text
