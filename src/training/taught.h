// What a recipe asks its oracle, and the oracle's own words as something to learn from.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "data/row.h"
#include "rollouts/teacher.h"
#include "training/kind.h"

namespace dragoman::training {

// Of a recipe: by its rewards' targets, by what it prefers, and by what it learns.
struct OracleUse {
  bool refines = false;     // drafts are shown
  bool translates = false;  // sources are
  std::string by;           // what asks, in words; empty: nothing does
};
OracleUse oracle_use(const Recipe& recipe);

// Says where a recipe has no oracle and something asks it.
void validate_oracle(const Recipe& recipe, config::Problems& problems);

// What an oracle will be asked, as a line of the plan: "oracle: endpoint, at most 1600 refinements
// of drafts; at most 25 of money". Empty: it is not asked.
std::string oracle_plan(const Recipe& recipe);

// What oracles of the recipe are opened with: its teacher, and the judges of its rewards.
oracles::OracleContext oracle_context(const Workshop& workshop);

// The recipe's oracle with the files of the run, for episodes of `rows`; null where it has none,
// where nothing asks it, and where recorded episodes bring its words along.
std::unique_ptr<rollouts::Teacher> make_teacher(const Workshop& workshop,
                                                std::span<const data::Row> rows);

// The training rows with the oracle's translation as the only reference. Rows that it has no answer
// for are left out and counted to `workshop.say`; more than reward_rules.max_failed_share are an
// Error.
std::vector<data::Row> translated_rows(const Workshop& workshop);

}  // namespace dragoman::training
