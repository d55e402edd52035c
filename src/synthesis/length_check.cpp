// The check `length`: bounds of both texts, in characters.
#include <fmt/core.h>

#include "config/problems.h"
#include "synthesis/check.h"
#include "text/utf8.h"

namespace dragoman::synthesis {
namespace {

struct LengthConfig {
  int64_t max_instruction = 4000;
  int64_t min_answer = 1;
  int64_t max_answer = 16000;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_instruction", max_instruction, "longest instruction in characters",
          config::at_least(1));
    visit("min_answer", min_answer, "shortest answer in characters", config::at_least(1));
    visit("max_answer", max_answer, "longest answer in characters", config::at_least(1));
  }

  void validate(config::Problems& problems) const {
    if (min_answer > max_answer) problems.add("min_answer", "is above max_answer");
  }
};

class Length final : public Check {
 public:
  explicit Length(const LengthConfig& config) : config_(config) {}

  bool looks_at(Moment) const override { return true; }

  std::optional<Refusal> refusal(Item& item, Moment moment, std::span<const std::string>) override {
    const bool is_answer = moment == Moment::kAnswer;
    const int64_t length = text::count_code_points(text_at(item, moment));
    const int64_t least = is_answer ? config_.min_answer : 1;
    const int64_t most = is_answer ? config_.max_answer : config_.max_instruction;
    if (length >= least && length <= most) return std::nullopt;
    return Refusal{length < least ? "too_short" : "too_long",
                   fmt::format("the {} has {} characters, {} to {} are allowed", name_of(moment),
                               length, least, most)};
  }

 private:
  LengthConfig config_;
};

}  // namespace

CheckEntry length() {
  return make_check<Length, LengthConfig>("length", "Texts that are too short or too long.");
}

}  // namespace dragoman::synthesis
