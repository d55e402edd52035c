// The check `self_answered`: the instruction gives its answer away. It has a line that announces
// one, or it holds most of the answer's runs of words.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "synthesis/check.h"
#include "synthesis/overlap.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::synthesis {
namespace {

// Folded; a line that begins with one of them and a colon announces an answer.
constexpr std::array<std::string_view, 17> kAnnouncing = {
    "answer",   "solution", "antwort",  "lösung",    "réponse",  "respuesta",
    "solución", "resposta", "risposta", "soluzione", "antwoord", "svar",
    "ответ",    "答え",     "解答",     "答案",      "정답"};

bool announces(std::string_view line) {
  const std::string folded = text::fold_case(text::strip(line));
  return std::any_of(kAnnouncing.begin(), kAnnouncing.end(), [&](std::string_view word) {
    if (!folded.starts_with(word)) return false;
    const std::string_view rest = std::string_view(folded).substr(word.size());
    for (const std::string_view colon : {":", "："})
      if (rest.starts_with(colon)) return !text::strip(rest.substr(colon.size())).empty();
    return false;
  });
}

struct SelfAnsweredConfig {
  double max_share = 0.5;
  int64_t min_words = 6;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_share", max_share,
          "share of the answer's runs of four words (eight characters) that the instruction may "
          "hold",
          config::Range{0.0, 1.0});
    visit("min_words", min_words,
          "shorter answers are not held against that: a choice stands in its question; twice as "
          "many characters where no spaces are written",
          config::at_least(1));
  }
};

class SelfAnswered final : public Check {
 public:
  SelfAnswered(const SelfAnsweredConfig& config, const CheckContext& context)
      : config_(config), language_(context.target_language), overlap_(context.target_language) {}

  bool looks_at(Moment) const override { return true; }

  std::optional<Refusal> refusal(Item& item, Moment moment, std::span<const std::string>) override {
    if (moment == Moment::kInstruction) {
      for (const std::string_view line : text::split(item.instruction, '\n'))
        if (announces(line))
          return Refusal{"self_answered", "a line of the instruction announces the answer"};
      return std::nullopt;
    }
    const int64_t least = config_.min_words * (unit_of(language_) == std::string("word") ? 1 : 2);
    if (count_units(item.answer, language_) < least) return std::nullopt;
    const double share = overlap_.share(item.answer, item.instruction);
    if (share <= config_.max_share) return std::nullopt;
    return Refusal{"self_answered",
                   fmt::format("{:.0f} % of the answer stand in the instruction", 100.0 * share)};
  }

 private:
  SelfAnsweredConfig config_;
  std::string language_;
  Overlap overlap_;
};

}  // namespace

CheckEntry self_answered() {
  return make_check<SelfAnswered, SelfAnsweredConfig>("self_answered",
                                                      "Instructions that hold their answer.");
}

}  // namespace dragoman::synthesis
