// The check `known_answer`: where the right result is known, the answer's last line must hold it as
// a whole word. The generator never saw it, so reasoning that gets there is worth keeping.
#include <fmt/core.h>

#include "synthesis/check.h"
#include "synthesis/known_answer.h"
#include "text/utf8.h"

namespace dragoman::synthesis {
namespace {

class KnownAnswer final : public Check {
 public:
  bool looks_at(Moment moment) const override { return moment == Moment::kAnswer; }

  std::optional<Refusal> refusal(Item& item, Moment, std::span<const std::string>) override {
    if (text::strip(item.known_answer).empty() || reaches(item.answer, item.known_answer))
      return std::nullopt;
    return Refusal{"wrong_result", fmt::format("the last line of the answer does not hold \"{}\"",
                                               item.known_answer)};
  }
};

}  // namespace

CheckEntry known_answer() {
  return make_check<KnownAnswer>("known_answer", "Exam answers that miss the known result.");
}

}  // namespace dragoman::synthesis
