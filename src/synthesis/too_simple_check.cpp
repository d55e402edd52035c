// The check `too_simple`: a task of a few words asks for little ("What is 2 + 2?").
#include <fmt/core.h>

#include "synthesis/check.h"
#include "synthesis/overlap.h"

namespace dragoman::synthesis {
namespace {

struct TooSimpleConfig {
  int64_t min_words = 8;
  int64_t min_characters = 16;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("min_words", min_words, "words that an instruction has at least", config::at_least(1));
    visit("min_characters", min_characters,
          "the same for languages that are written without spaces, in characters",
          config::at_least(1));
  }
};

class TooSimple final : public Check {
 public:
  TooSimple(const TooSimpleConfig& config, const CheckContext& context)
      : language_(context.target_language),
        unit_(unit_of(language_)),
        least_(unit_ == "word" ? config.min_words : config.min_characters) {}

  bool looks_at(Moment moment) const override { return moment == Moment::kInstruction; }

  std::optional<Refusal> refusal(Item& item, Moment, std::span<const std::string>) override {
    const int64_t units = count_units(item.instruction, language_);
    if (units >= least_) return std::nullopt;
    return Refusal{"too_simple", fmt::format("the instruction has {} {}s, at least {} are needed",
                                             units, unit_, least_)};
  }

 private:
  std::string language_;
  std::string unit_;
  int64_t least_;
};

}  // namespace

CheckEntry too_simple() {
  return make_check<TooSimple, TooSimpleConfig>("too_simple", "Tasks of a few words.");
}

}  // namespace dragoman::synthesis
