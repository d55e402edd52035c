// The check `language`: both texts are in the target language, as far as a detector can tell.
#include "base/error.h"
#include "metrics/language_detector.h"
#include "synthesis/check.h"
#include "text/language.h"

namespace dragoman::synthesis {
namespace {

class Language final : public Check {
 public:
  explicit Language(const CheckContext& context)
      : wanted_(metrics::detector_code(context.target_language)) {
    if (!metrics::detector_knows(wanted_))
      throw_input(
          "check language: the detector doesn't know {}; name the checks that you want, one "
          "[[check]] each, and leave this one out",
          context.target_language);
  }

  bool looks_at(Moment) const override { return true; }

  std::optional<Refusal> refusal(Item& item, Moment moment, std::span<const std::string>) override {
    const std::string found = metrics::detect_language(text_at(item, moment));
    if (found.empty() || found == wanted_) return std::nullopt;
    return Refusal{"wrong_language",
                   std::string("the ") + name_of(moment) + " is " + text::language_name(found)};
  }

 private:
  std::string wanted_;
};

}  // namespace

CheckEntry language() {
  return make_check<Language>("language", "Texts in another language than the target.");
}

}  // namespace dragoman::synthesis
