// Gate against copying the source, which neural metrics like. Where a reference copies the source
// as much (names, codes), so may the hypothesis.
#include <algorithm>

#include "metrics/chrf.h"
#include "rewards/catalog.h"
#include "rewards/item_reward.h"
#include "text/overlap.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

struct CopyConfig {
  std::string measure = "chrf";
  double max_overlap = 0.8;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("measure", measure,
          "chrF against the source, or the share of the answer that is one stretch of the source",
          config::OneOf{{"chrf", "longest_common_substring"}});
    visit("max_overlap", max_overlap, "an answer above this is a copy", config::Range{0.0, 1.0});
  }
};

class Copy final : public ItemGate {
 public:
  explicit Copy(const CopyConfig& config) : config_(config) {}

 private:
  bool passes(const Judged& item) const override {
    const std::string& source = item.row->source;
    if (overlap(item.hypothesis, source) <= config_.max_overlap) return true;
    const auto& references = item.row->references;
    return std::any_of(references.begin(), references.end(), [&](const std::string& reference) {
      return overlap(reference, source) > config_.max_overlap;
    });
  }

  double overlap(std::string_view answer, const std::string& source) const {
    if (config_.measure == "chrf") {
      return metric_.sentence_score(answer, {.references = {&source, 1}}) / 100.0;
    }
    const std::u32string letters = text::to_code_points(text::strip(answer));
    if (letters.empty()) return 0.0;
    const int64_t common = text::common_substring(letters, text::to_code_points(source));
    return static_cast<double>(common) / static_cast<double>(letters.size());
  }

  CopyConfig config_;
  metrics::Chrf metric_;
};

}  // namespace

Entry copy() {
  return make_entry<Copy, CopyConfig>("copy", "Gate: the answer is not a copy of the source.");
}

}  // namespace dragoman::rewards
