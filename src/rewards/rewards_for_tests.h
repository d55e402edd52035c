// Rewards by recipe text and rows to judge, for tests of this module.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/recipe.h"
#include "rewards/combine.h"

namespace dragoman::rewards {

inline data::Row row_of(const std::string& source, std::vector<std::string> references,
                        const std::string& source_language = "en",
                        const std::string& target_language = "de") {
  data::Row row;
  row.source = source;
  row.references = std::move(references);
  row.source_language = source_language;
  row.target_language = target_language;
  row.id = "test.tsv:1";
  return row;
}

inline std::vector<data::Row> english_german() {
  return {
      row_of("The old man walks slowly through the snow.",
             {"Der alte Mann geht langsam durch den Schnee.",
              "Langsam läuft der alte Mann durch den Schnee."}),
      row_of("We would like to order two cups of coffee.",
             {"Wir möchten gerne zwei Tassen Kaffee bestellen."}),
      row_of("My sister has forgotten her keys again today.",
             {"Meine Schwester hat heute wieder ihre Schlüssel vergessen."}),
  };
}

inline Judged judged(const data::Row& row, std::string_view hypothesis) {
  return {.row = &row, .hypothesis = hypothesis, .length = 10, .limit = 100, .reply = hypothesis};
}

inline std::unique_ptr<Reward> reward_of(const std::string& name, const std::string& options,
                                         const std::vector<data::Row>& rows) {
  const auto part = config::read_text<RewardPart>("name = \"" + name + "\"\n" + options);
  return part.reward.make({.rows = rows});
}

inline std::optional<double> score_of(const Reward& reward, const Judged& item) {
  return reward.score({&item, 1}).at(0);
}

}  // namespace dragoman::rewards
