// The check `copied`: an instruction that is its source over again was not written anew.
#include <fmt/core.h>

#include "synthesis/check.h"
#include "synthesis/overlap.h"

namespace dragoman::synthesis {
namespace {

struct CopiedConfig {
  double max_share = 0.8;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_share", max_share,
          "share of the instruction's runs of four words (eight characters) that the source may "
          "have, too",
          config::Range{0.0, 1.0});
  }
};

class Copied final : public Check {
 public:
  Copied(const CopiedConfig& config, const CheckContext& context)
      : config_(config), overlap_(context.target_language) {}

  bool looks_at(Moment moment) const override { return moment == Moment::kInstruction; }

  std::optional<Refusal> refusal(Item& item, Moment, std::span<const std::string>) override {
    if (item.origin.source.empty()) return std::nullopt;
    const double share = overlap_.share(item.instruction, item.origin.source);
    if (share <= config_.max_share) return std::nullopt;
    return Refusal{"copied",
                   fmt::format("{:.0f} % of the instruction stand in its source", 100.0 * share)};
  }

 private:
  CopiedConfig config_;
  Overlap overlap_;
};

}  // namespace

CheckEntry copied() {
  return make_check<Copied, CopiedConfig>("copied", "Instructions that repeat their source.");
}

}  // namespace dragoman::synthesis
