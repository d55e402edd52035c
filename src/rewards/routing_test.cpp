// Rewards by the domain of the row.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "rewards/item_reward.h"
#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {
namespace {

data::Row row_in(const std::string& domain, const std::string& id,
                 std::vector<std::string> references = {"x"}) {
  data::Row row = row_of("source of " + id, std::move(references));
  row.domain = domain;
  row.id = id;
  return row;
}

// Counts bytes; sees all its items at once, and remembers how many.
class Together final : public Reward {
 public:
  bool in_batches() const override { return true; }
  std::vector<std::optional<double>> score(std::span<const Judged> items) const override {
    std::vector<std::optional<double>> values;
    for (const Judged& item : items) {
      EXPECT_EQ(item.row->domain, "story");
      values.emplace_back(static_cast<double>(item.hypothesis.size()));
    }
    return values;
  }
};

RewardPart part_of(const std::string& toml) { return config::read_text<RewardPart>(toml); }

class Routing : public testing::Test {
 protected:
  std::vector<data::Row> rows_ = {row_in("maths", "a.tsv:1", {"12"}), row_in("story", "a.tsv:2"),
                                  row_in("maths", "a.tsv:3", {"7"}), row_in("story", "a.tsv:4")};

  RewardPart maths() const {
    return part_of("name = \"answer_match\"\ndomains = [\"maths\"]\nweight = 1000.0");
  }
  RewardPart story() const {
    RewardPart part;
    part.reward = Part(make_entry<Together>("together", "Counts bytes."));
    part.domains = {"story"};
    return part;
  }
  std::vector<Verdict> judge(const std::vector<RewardPart>& parts, const RewardRules& rules,
                             const std::vector<std::string>& said) const {
    const RewardSet set(parts, rules, {.rows = rows_});
    std::vector<Judged> items;
    for (size_t i = 0; i < said.size(); ++i)
      items.push_back(judged(rows_[i * rows_.size() / said.size()], said[i]));
    return set.judge(items);
  }
  std::string error_of(const std::vector<RewardPart>& parts) const {
    try {
      const RewardSet set(parts, {}, {.rows = rows_});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(Routing, ARowIsScoredByTheRewardsOfItsDomainAlone) {
  const auto verdicts = judge({maths(), story()}, {}, {"12", "abc", "8", ""});
  EXPECT_EQ(verdicts[0].parts, (std::map<std::string, double>{{"answer_match", 1.0}}));
  EXPECT_EQ(verdicts[1].parts, (std::map<std::string, double>{{"together", 3.0}}));
  EXPECT_DOUBLE_EQ(*verdicts[0].reward, 1000.0);
  EXPECT_DOUBLE_EQ(*verdicts[1].reward, 3.0);
  EXPECT_DOUBLE_EQ(*verdicts[2].reward, 0.0);
  EXPECT_DOUBLE_EQ(*verdicts[3].reward, 0.0);
  EXPECT_EQ(RewardSet({maths(), story()}, {}, {.rows = rows_}).routes(), 2U);
}

TEST_F(Routing, ARewardWithoutDomainsScoresEveryRow) {
  const auto verdicts =
      judge({maths(), story(), part_of("name = \"edit_distance\"")}, {}, {"12", "abc", "8", ""});
  for (const Verdict& verdict : verdicts) EXPECT_EQ(verdict.parts.count("edit_distance"), 1U);
  EXPECT_EQ(verdicts[1].parts.count("answer_match"), 0U);
}

TEST_F(Routing, ARewardAsksOnlyTheRowsOfItsDomainsForReferences) {
  rows_[1].references.clear();
  EXPECT_EQ(error_of({maths(), story()}), "");
  rows_[2].references.clear();
  EXPECT_NE(error_of({maths(), story()}).find("a.tsv:3 has none"), std::string::npos);
}

TEST_F(Routing, ARowThatNoScoreIsForIsNamed) {
  rows_[3].domain = "poem";
  EXPECT_NE(error_of({maths(), story()}).find("a.tsv:4 is of domain \"poem\", and no score"),
            std::string::npos);
  rows_[3].domain.clear();
  EXPECT_NE(error_of({maths(), story()}).find("a.tsv:4 names no domain"), std::string::npos);
  RewardPart gate = part_of("name = \"copy\"");  // for every row, but no score
  EXPECT_NE(error_of({maths(), story(), gate}).find("a.tsv:4"), std::string::npos);
  EXPECT_EQ(error_of({maths(), story(), part_of("name = \"edit_distance\"")}), "");
}

TEST_F(Routing, DomainsThatNoRowHasAreNamedWithThoseThatAreThere) {
  RewardPart wrong = maths();
  wrong.domains = {"math"};
  const std::string error = error_of({wrong, story()});
  EXPECT_NE(error.find("rows of math, but no row"), std::string::npos) << error;
  EXPECT_NE(error.find("there are maths, story"), std::string::npos) << error;
}

// Eight answers to each of two tasks whose raw rewards are a thousand times as large in one.
TEST_F(Routing, ScaledOverTheStepEachTaskHasItsOwnMeanAndDeviation) {
  RewardRules rules;
  rules.scale_parts = "batch";
  RewardPart both = part_of("name = \"length_ratio\"\nweight = 0.0");  // in both tasks
  const auto verdicts =
      judge({maths(), story(), both}, rules, {"12", "5", "abc", "a", "7", "7", "abcd", ""});
  for (const auto& [domain, places] : std::map<std::string, std::vector<size_t>>{
           {"maths", {0, 1, 4, 5}}, {"story", {2, 3, 6, 7}}}) {
    double sum = 0.0, squares = 0.0;
    for (const size_t i : places) {
      sum += *verdicts[i].reward;
      squares += *verdicts[i].reward * *verdicts[i].reward;
    }
    const double weight = domain == "maths" ? 1000.0 : 1.0;
    EXPECT_NEAR(sum / weight, 0.0, 1e-9) << domain;
    EXPECT_NEAR(squares / 4.0 / weight / weight, 1.0, 1e-9) << domain;
  }
}

// The same reward in two tasks, of which one is easy: it is no merit to have been asked that one.
TEST_F(Routing, APartOfSeveralTasksIsScaledInEach) {
  RewardRules rules;
  rules.scale_parts = "batch";
  RewardPart nothing = story();
  nothing.weight = 0.0;
  RewardPart exact = part_of("name = \"answer_match\"");
  const auto verdicts = judge({exact, nothing}, rules, {"12", "12", "x", "y", "7", "8", "x", "y"});
  EXPECT_DOUBLE_EQ(*verdicts[2].reward, 1.0);
  EXPECT_DOUBLE_EQ(*verdicts[3].reward, -1.0);
  EXPECT_NEAR(*verdicts[5].reward, -std::sqrt(3.0), 1e-12);
}

}  // namespace
}  // namespace dragoman::rewards
