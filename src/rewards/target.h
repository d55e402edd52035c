// What a reward compares an answer with: the data's references, or what a teacher wrote. RLfR (Lee
// et al., 2025) is a distance and COMET with the refinement as the target.
#pragma once

#include <deque>
#include <string>
#include <type_traits>
#include <vector>

#include "config/problems.h"
#include "rewards/catalog.h"

namespace dragoman::rewards {

enum class Target { kReferences, kRefinement, kTranslation };

// The options of a reward that compares, and what with.
template <class Config>
struct TargetedConfig {
  Config own;
  std::string target = "references";

  template <class Visitor>
  void fields(Visitor& visit) {
    own.fields(visit);
    visit("target", target,
          "what answers are compared with: the data's references, the oracle's refinement of the "
          "answer, or its own translation of the source",
          config::OneOf{{"references", "refinement", "translation"}});
  }
  void validate(config::Problems& problems) const {
    if constexpr (config::Validated<Config>) own.validate(problems);
  }
};

// "references", "refinement" or "translation". A target that nobody writes is the user's error.
Target read_target(const std::string& name, const RewardContext& context);

// What the reward itself is made with: where a teacher writes the targets, the data's rows say
// nothing about them.
RewardContext context_for(Target target, const RewardContext& context);

// The items as they are judged against the target instead of the references: each with a row of
// its own in `rows`, whose only reference is the target. An answer without any text is not asked
// about; it is held against the source, which it is as far from as from any text.
std::vector<Judged> aim(std::span<const Judged> items, Target target, std::deque<data::Row>& rows);

// Any reward that compares with references, with the option `target`.
template <class Made, class Config>
class Targeted final : public Reward {
 public:
  Targeted(const TargetedConfig<Config>& config, const RewardContext& context)
      : target_(read_target(config.target, context)),
        inner_(make(config.own, context_for(target_, context))) {}

  RewardKind kind() const override { return inner_.kind(); }
  bool in_batches() const override { return inner_.in_batches(); }
  bool gives_credits() const override { return inner_.gives_credits(); }

  std::vector<std::optional<double>> score(std::span<const Judged> items) const override {
    if (target_ == Target::kReferences) return inner_.score(items);
    std::deque<data::Row> rows;
    return inner_.score(aim(items, target_, rows));
  }

  std::vector<TextCredit> credits(const Judged& item) const override {
    if (target_ == Target::kReferences) return inner_.credits(item);
    std::deque<data::Row> rows;
    return inner_.credits(aim({&item, 1}, target_, rows).front());
  }

 private:
  static Made make(const Config& config, const RewardContext& context) {
    if constexpr (std::is_constructible_v<Made, Config, const RewardContext&>) {
      return Made(config, context);
    } else if constexpr (std::is_constructible_v<Made, Config>) {
      return Made(config);
    } else {
      return Made(context);
    }
  }

  Target target_;
  Made inner_;
};

template <class Made, class Config = config::NoOptions>
Entry make_targeted_entry(const char* name, const char* sentence) {
  return make_entry<Targeted<Made, Config>, TargetedConfig<Config>>(name, sentence);
}

}  // namespace dragoman::rewards
