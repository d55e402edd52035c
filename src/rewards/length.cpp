// Gate against answers that leave out half or go on and on: the length in code points must be in
// proportion to a reference, or to the source where there is none.
#include <algorithm>
#include <cstdlib>

#include "rewards/item_reward.h"
#include "rewards/target.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

struct LengthConfig {
  std::string against = "reference";
  double min_ratio = 0.3;
  double max_ratio = 3.0;
  int64_t slack = 5;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("against", against, "what the hypothesis is compared with; any reference will do",
          config::OneOf{{"reference", "source"}});
    visit("min_ratio", min_ratio, "shortest allowed share of that length", config::at_least(0.0));
    visit("max_ratio", max_ratio, "longest allowed multiple of that length", config::above(0.0));
    visit("slack", slack,
          "difference in code points that is always allowed, but never an empty answer",
          config::at_least(0));
  }
  void validate(config::Problems& problems) const {
    if (max_ratio < min_ratio) problems.add("max_ratio", "must be at least min_ratio");
  }
};

class Length final : public ItemGate {
 public:
  explicit Length(const LengthConfig& config) : config_(config) {}

 private:
  bool passes(const Judged& item) const override {
    const std::string_view answer = text::strip(item.hypothesis);
    const auto& references = item.row->references;
    if (config_.against == "source" || references.empty()) return fits(answer, item.row->source);
    return std::any_of(references.begin(), references.end(),
                       [&](const std::string& reference) { return fits(answer, reference); });
  }

  bool fits(std::string_view answer, std::string_view expected) const {
    const int64_t length = text::count_code_points(answer);
    const int64_t wanted = text::count_code_points(text::strip(expected));
    if (length == 0 || wanted == 0) return length == wanted;
    if (std::abs(length - wanted) <= config_.slack) return true;
    const double ratio = static_cast<double>(length) / static_cast<double>(wanted);
    return ratio >= config_.min_ratio && ratio <= config_.max_ratio;
  }

  LengthConfig config_;
};

}  // namespace

Entry length() {
  return make_targeted_entry<Length, LengthConfig>(
      "length", "Gate: the answer is about as long as a reference or the source.");
}

}  // namespace dragoman::rewards
