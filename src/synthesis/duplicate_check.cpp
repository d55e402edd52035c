// The check `duplicate`: an instruction is new when its ROUGE-L with every one that this check let
// pass is below a bound (Wang et al. 2022, arXiv 2212.10560, section 2.2).
#include <fmt/core.h>

#include "config/recipe.h"
#include "metrics/catalog.h"
#include "synthesis/check.h"
#include "synthesis/overlap.h"

namespace dragoman::synthesis {
namespace {

struct DuplicateConfig {
  double max_rouge_l = 0.7;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_rouge_l", max_rouge_l,
          "F-score of the longest common subsequence, from which on two instructions are one",
          config::Range{0.0, 1.0, true});
  }
};

class Duplicate final : public Check {
 public:
  Duplicate(const DuplicateConfig& config, const CheckContext& context)
      : config_(config),
        rouge_(config::preset(metrics::catalog(), "rouge-l",
                              {fmt::format("unit = \"{}\"", unit_of(context.target_language))})
                   .make()) {}

  bool looks_at(Moment moment) const override { return moment == Moment::kInstruction; }

  std::optional<Refusal> refusal(Item& item, Moment, std::span<const std::string>) override {
    if (!kept_.empty()) {
      const double best =
          rouge_->sentence_score(item.instruction, metrics::Segment{.references = kept_}) / 100.0;
      if (best >= config_.max_rouge_l)
        return Refusal{"duplicate",
                       fmt::format("ROUGE-L with an earlier instruction is {:.2f}", best)};
    }
    kept_.push_back(item.instruction);
    return std::nullopt;
  }

 private:
  DuplicateConfig config_;
  std::unique_ptr<metrics::Metric> rouge_;
  std::vector<std::string> kept_;
};

}  // namespace

CheckEntry duplicate() {
  return make_check<Duplicate, DuplicateConfig>("duplicate",
                                                "Instructions that are close to an earlier one.");
}

}  // namespace dragoman::synthesis
