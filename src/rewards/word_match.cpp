// The words that stand in a reference in the same order (longest common subsequence, as ROUGE-L
// counts; Lin, 2004): F1 with the best reference, and credit for each word of the answer.
#include <algorithm>
#include <vector>

#include "rewards/item_reward.h"
#include "rewards/target.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

using Words = std::vector<std::string_view>;

// lengths[i][j]: of the longest common subsequence of a[i..] and b[j..].
std::vector<std::vector<size_t>> common_lengths(const Words& a, const Words& b) {
  std::vector<std::vector<size_t>> lengths(a.size() + 1, std::vector<size_t>(b.size() + 1, 0));
  for (size_t i = a.size(); i-- > 0;)
    for (size_t j = b.size(); j-- > 0;)
      lengths[i][j] =
          a[i] == b[j] ? lengths[i + 1][j + 1] + 1 : std::max(lengths[i + 1][j], lengths[i][j + 1]);
  return lengths;
}

class WordMatch final : public ItemReward {
 public:
  explicit WordMatch(const RewardContext& context) { require_references(context, "word_match"); }

  bool gives_credits() const override { return true; }

  std::vector<TextCredit> credits(const Judged& item) const override {
    const Words words = text::split_whitespace(item.hypothesis);
    const std::vector<bool> found = best(item).found;
    std::vector<TextCredit> credits;
    for (size_t i = 0; i < words.size(); ++i) {
      const auto begin = static_cast<size_t>(words[i].data() - item.hypothesis.data());
      credits.push_back({begin, begin + words[i].size(), found[i] ? 1.0 : -1.0});
    }
    return credits;
  }

 private:
  struct Match {
    double f1 = -1.0;
    std::vector<bool> found;  // by word of the hypothesis
  };

  std::optional<double> score_one(const Judged& item) const override { return best(item).f1; }

  static Match best(const Judged& item) {
    Match best;
    const Words words = text::split_whitespace(item.hypothesis);
    for (const std::string& reference : item.row->references) {
      Match match = against(words, text::split_whitespace(reference));
      if (match.f1 > best.f1) best = std::move(match);
    }
    return best;
  }

  static Match against(const Words& words, const Words& wanted) {
    const auto lengths = common_lengths(words, wanted);
    Match match{0.0, std::vector<bool>(words.size(), false)};
    for (size_t i = 0, j = 0; i < words.size() && j < wanted.size();) {
      if (words[i] == wanted[j]) {
        match.found[i] = true;
        ++i, ++j;
      } else {
        (lengths[i + 1][j] >= lengths[i][j + 1] ? i : j) += 1;
      }
    }
    const auto all = static_cast<double>(words.size() + wanted.size());
    if (all > 0.0) match.f1 = 2.0 * static_cast<double>(lengths[0][0]) / all;
    return match;
  }
};

}  // namespace

Entry word_match() {
  return make_targeted_entry<WordMatch>(
      "word_match",
      "Score: F1 of the words that stand in a reference in order; credits each word.");
}

}  // namespace dragoman::rewards
