// Exact answers: to a question, to a sum, to a choice among letters.
#include <algorithm>
#include <charconv>

#include "rewards/item_reward.h"
#include "rewards/target.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

struct AnswerMatchConfig {
  std::string compare = "folded";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("compare", compare,
          "exact: the texts; folded: case, white space and a closing full stop aside; number: as "
          "numbers where both are, folded otherwise",
          config::OneOf{{"exact", "folded", "number"}});
  }
};

// Words with single blanks between them, folded, without a closing full stop.
std::string folded(std::string_view answer) {
  std::string all;
  for (const std::string_view word : text::split_whitespace(answer))
    all += (all.empty() ? "" : " ") + text::fold_case(word);
  if (all.size() > 1 && all.ends_with('.')) all.pop_back();
  return all;
}

// A decimal number, with or without commas between its thousands.
std::optional<double> number_of(std::string text) {
  std::erase(text, ',');
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

class AnswerMatch final : public ItemReward {
 public:
  AnswerMatch(const AnswerMatchConfig& config, const RewardContext& context) : config_(config) {
    require_references(context, "answer_match");
  }

 private:
  std::optional<double> score_one(const Judged& item) const override {
    const auto& references = item.row->references;
    return std::any_of(references.begin(), references.end(), [&](const std::string& reference) {
      return matches(item.hypothesis, reference);
    });
  }

  bool matches(std::string_view answer, const std::string& reference) const {
    if (config_.compare == "exact") return answer == reference;
    const std::string said = folded(answer), wanted = folded(reference);
    if (said == wanted) return true;
    if (config_.compare != "number") return false;
    const auto a = number_of(said), b = number_of(wanted);
    return a && b && *a == *b;
  }

  AnswerMatchConfig config_;
};

}  // namespace

Entry answer_match() {
  return make_targeted_entry<AnswerMatch, AnswerMatchConfig>(
      "answer_match", "Score: 1 for an answer that is a reference, 0 for any other.");
}

}  // namespace dragoman::rewards
