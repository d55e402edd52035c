// The form of a reply: a regular pattern, and parts that must stand in it, once and in order (as
// the tags of MT-R1-Zero do, arXiv 2504.10160).
#include <optional>
#include <string>
#include <vector>

#include "rewards/catalog.h"
#include "rewards/item_reward.h"
#include "text/regex.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

struct FormatConfig {
  std::string pattern;
  std::vector<std::string> parts;
  std::string of = "reply";
  bool gate = true;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("pattern", pattern,
          "regular expression that the whole text must match, white space at its ends aside; "
          "empty: any text, but not none");
    visit("parts", parts, "texts that must stand in it, each once, in this order");
    visit("of", of, "reply: all that was said; answer: what the task reads in it",
          config::OneOf{{"reply", "answer"}});
    visit("gate", gate, "turns an answer of another form away; false: a score, 1 or 0");
  }
};

class Format final : public ItemReward {
 public:
  explicit Format(const FormatConfig& config)
      : config_(config),
        // From the beginning of the text to where no character follows; ^ and $ are of lines.
        regex_("\\A(?:" + (config.pattern.empty() ? "[\\d\\D]+" : config.pattern) + ")(?![\\d\\D])",
               text::Regex::Syntax::kOniguruma, "reward format: pattern") {}

  RewardKind kind() const override { return config_.gate ? RewardKind::kGate : RewardKind::kScore; }

 private:
  std::optional<double> score_one(const Judged& item) const override {
    const std::string_view said = text::strip(config_.of == "reply" ? item.reply : item.hypothesis);
    return fits(said) ? 1.0 : 0.0;
  }

  bool fits(std::string_view said) const {
    if (text::first_invalid_utf8(said)) return false;
    text::Regex::Match match;
    return has_parts(said) && regex_.find(said, 0, match);
  }

  bool has_parts(std::string_view said) const {
    size_t from = 0;
    for (const std::string& part : config_.parts) {
      const size_t at = said.find(part);
      if (at == std::string_view::npos || at < from) return false;
      from = at + part.size();
      if (said.find(part, from) != std::string_view::npos) return false;
    }
    return true;
  }

  FormatConfig config_;
  text::Regex regex_;
};

}  // namespace

Entry format() {
  return make_entry<Format, FormatConfig>("format",
                                          "Gate or score: the reply has the form that is wanted.");
}

}  // namespace dragoman::rewards
