// Gate against loops: the share of n-grams that stood before in the same answer. Characters work
// for every script; a reference that repeats itself as much is no loop.
#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "rewards/catalog.h"
#include "rewards/item_reward.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

struct RepetitionConfig {
  std::string unit = "character";
  int64_t ngram = 8;
  double max_share = 0.5;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("unit", unit, "of what n-grams are made", config::OneOf{{"character", "word"}});
    visit("ngram", ngram, "length of an n-gram", config::Range{1, 100});
    visit("max_share", max_share, "share of repeated n-grams above which an answer is a loop",
          config::Range{0.0, 1.0});
  }
};

// 1 - distinct / all; 0 where there are fewer than n units.
template <class Views>
double repeated_share(const Views& ngrams) {
  if (ngrams.empty()) return 0.0;
  const std::unordered_set<typename Views::value_type> distinct(ngrams.begin(), ngrams.end());
  return 1.0 - static_cast<double>(distinct.size()) / static_cast<double>(ngrams.size());
}

double repeated_characters(std::string_view answer, size_t n) {
  const std::u32string text = text::to_code_points(answer);
  std::vector<std::u32string_view> ngrams;
  for (size_t i = 0; i + n <= text.size(); ++i) {
    ngrams.push_back(std::u32string_view(text).substr(i, n));
  }
  return repeated_share(ngrams);
}

double repeated_words(std::string_view answer, size_t n) {
  const std::vector<std::string_view> words = text::split_whitespace(answer);
  std::vector<std::string> ngrams;
  for (size_t i = 0; i + n <= words.size(); ++i) {
    std::string joined;
    for (size_t j = i; j < i + n; ++j) joined.append(words[j]).push_back(' ');
    ngrams.push_back(std::move(joined));
  }
  return repeated_share(ngrams);
}

class Repetition final : public ItemGate {
 public:
  explicit Repetition(const RepetitionConfig& config) : config_(config) {}

 private:
  bool passes(const Judged& item) const override {
    const double found = share(item.hypothesis);
    if (found <= config_.max_share) return true;
    const auto& references = item.row->references;
    return std::any_of(references.begin(), references.end(),
                       [&](const std::string& reference) { return share(reference) >= found; });
  }

  double share(std::string_view answer) const {
    const auto n = static_cast<size_t>(config_.ngram);
    return config_.unit == "word" ? repeated_words(answer, n) : repeated_characters(answer, n);
  }

  RepetitionConfig config_;
};

}  // namespace

Entry repetition() {
  return make_entry<Repetition, RepetitionConfig>("repetition",
                                                  "Gate: the answer does not run in a loop.");
}

}  // namespace dragoman::rewards
