// The rewards of a recipe as one number: scores add up with their weights, and an answer that any
// gate turns away gets the floor instead.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "rewards/catalog.h"

namespace dragoman::rewards {

// One entry of the recipe's list of rewards.
struct RewardPart {
  Part reward;
  double weight = 1.0;
  std::string label;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", reward, "which reward", catalog());
    visit("weight", weight, "what a score is multiplied with; a gate has none");
    visit("label", label, "its name in the log, where one reward is used twice");
  }
};

// What holds for all of them; fields of the recipe's own section.
struct RewardRules {
  double reward_floor = 0.0;
  std::string scale_parts = "none";
  double max_failed_share = 0.5;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("reward_floor", reward_floor, "reward of an answer that a gate turned away");
    visit("scale_parts", scale_parts,
          "each score less its mean, over its deviation, before the weights: over all answers of a "
          "step, or over those to one question",
          config::OneOf{{"none", "batch", "group"}});
    visit("max_failed_share", max_failed_share,
          "share of answers without a reward above which the run stops", config::Range{0.0, 1.0});
  }
};

struct Verdict {
  std::map<std::string, double> parts;  // by label, unweighted; a part that failed is absent
  std::optional<double> reward;         // missing when any part failed
  std::string why;                      // of a failure
};

class Scaling;

// Thread-safe.
class RewardSet {
 public:
  // No score at all, or two parts of one label, are the user's errors.
  RewardSet(const std::vector<RewardPart>& parts, const RewardRules& rules,
            const RewardContext& context);

  // Credits of all parts, each with its label and multiplied by its weight.
  bool gives_credits() const;
  std::vector<std::pair<std::string, TextCredit>> credits(const Judged& item) const;

  // One verdict an item, on all cores. A value that is not finite and an exception make that item's
  // part missing; more missing rewards than allowed are an Error that says why the first one
  // failed.
  std::vector<Verdict> judge(std::span<const Judged> items) const;

  std::vector<std::string> labels() const;

 private:
  struct Member {
    std::string label;
    double weight;
    std::unique_ptr<Reward> reward;
  };

  struct Batches;  // what the rewards that score in batches said
  void judge_chunk(std::span<const Judged> items, const Batches& batches, size_t begin,
                   std::span<Verdict> verdicts) const;
  void combine(std::span<Verdict> verdicts) const;
  void combine(Verdict& verdict, const Scaling* scaling) const;
  void stop_when_too_many_failed(std::span<const Verdict> verdicts) const;

  std::vector<Member> members_;
  RewardRules rules_;
};

}  // namespace dragoman::rewards
