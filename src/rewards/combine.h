// The rewards of a recipe as one number: scores add up with their weights, and an answer that any
// gate turns away gets the floor instead.
#pragma once

#include <deque>
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
  std::vector<std::string> domains;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", reward, "which reward", catalog());
    visit("weight", weight, "what a score is multiplied with; a gate has none");
    visit("label", label, "its name in the log, where one reward is used twice");
    visit("domains", domains, "it scores rows of these domains alone; none: every row");
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
          "step that the same rewards score, or over those to one question",
          config::OneOf{{"none", "batch", "group"}});
    visit("max_failed_share", max_failed_share,
          "share of answers without a reward above which the run stops", config::Range{0.0, 1.0});
  }
};

struct Verdict {
  std::map<std::string, double> parts;  // by label, unweighted; a part that failed is absent
  std::optional<double> reward;         // missing when any part of its row's failed
  std::string why;                      // of a failure
};

class Scaling;

// Thread-safe. With `domains`, rows of different domains are scored by different rewards; answers
// are only ever scaled beside answers that the same rewards score.
class RewardSet {
 public:
  // No score at all, two parts of one label, a row of the context that no score is for, and domains
  // that no row has are the user's errors.
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
  // How many sets of rewards score the rows of the context: 1 where all do every row.
  size_t routes() const { return routes_; }

  // Of the rewards that ask a judge: nothing else is asked in this round.
  void close_round(int64_t round) const;
  // What their judges were asked in the rounds that were closed since the last report, as
  // judge/LABEL/NAME; the names are those of Judge::report.
  std::map<std::string, double> report() const;

 private:
  struct Member {
    std::string label;
    double weight;
    std::vector<std::string> domains;
    std::vector<data::Row> rows;  // of its domains, where it has any
    std::unique_ptr<Reward> reward;

    bool scores(const data::Row& row) const;
  };
  using Route = std::vector<bool>;  // by member: whether it scores a row

  struct Batches;  // what the rewards that score in batches said
  void judge_chunk(std::span<const Judged> items, const Batches& batches, size_t begin,
                   std::span<Verdict> verdicts) const;
  void add(const RewardPart& part, const RewardContext& context);
  void check_members() const;
  void check_rows(std::span<const data::Row> rows);
  Route route_of(const data::Row& row) const;
  void combine(std::span<const Judged> items, std::span<Verdict> verdicts) const;
  void combine(Verdict& verdict, const Route& route, const Scaling* scaling) const;
  void stop_when_too_many_failed(std::span<const Verdict> verdicts) const;

  std::deque<Member> members_;  // rewards look at their member's rows
  size_t routes_ = 1;
  RewardRules rules_;
};

}  // namespace dragoman::rewards
