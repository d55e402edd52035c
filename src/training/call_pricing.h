// What tool calls cost the episodes of a rollout: hands its groups to a price
// (algorithms/call_price.h) and remembers how often each language is answered with calls and
// without.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "algorithms/call_price.h"
#include "algorithms/success_table.h"
#include "episodes/episode.h"

namespace dragoman::training {

// The recipe's section [tool_price].
struct CallPriceSection {
  algorithms::call_price::Part price;
  double decay = 0.9;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", price, "how calls of tools are charged", algorithms::call_price::catalog());
    visit("decay", decay,
          "of the running success of each language, with calls and without, from step to step",
          config::Range{0.0, 1.0});
  }
};

class CallPricing {
 public:
  // `opening`: the tokens that a call begins with, for prices that ask how sure the policy was of
  // it; empty: that is not known.
  CallPricing(const CallPriceSection& section, std::vector<TokenId> opening);

  // Charges the rewards of usable episodes. What they were is kept in their parts, as kUnpriced.
  void charge(std::span<episodes::EpisodeGroup> groups) const;

  // Shapes the advantages that the charged rewards have given; then the table learns of the step.
  void settle(std::span<episodes::EpisodeGroup> groups);

  // tool_price/success/LANGUAGE/native and /called: running means, in [0, 1].
  std::map<std::string, double> report() const;

  Json state() const { return table_.state(); }
  void set_state(const Json& state) { table_.set_state(state); }

  static constexpr const char* kUnpriced = "unpriced";

 private:
  algorithms::Attempts attempts_of(std::span<episodes::Episode* const> members) const;
  algorithms::Belief belief_of(const episodes::Episode& episode) const;

  std::unique_ptr<algorithms::CallPrice> price_;
  algorithms::SuccessTable table_;
  std::vector<TokenId> opening_;
};

}  // namespace dragoman::training
