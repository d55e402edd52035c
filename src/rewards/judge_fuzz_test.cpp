// Judges that babble: hundreds of mutations of good replies. No reward throws, and none gives a
// value outside its range.
#include <gtest/gtest.h>

#include <cmath>

#include "oracles/json_reply.h"
#include "rewards/group_ranking.h"
#include "rewards/judges_for_tests.h"
#include "rewards/principles.h"
#include "rewards/win_rate.h"

namespace dragoman::rewards {
namespace {

constexpr int kReplies = 400;

// One change of a text: a byte, a stretch, or something that chatty models add.
std::string mutated_once(std::string text, Rng& rng) {
  static const std::vector<std::string> kPieces = {
      "```json\n", "```",   "Sure! ", "\"",          "{",
      "}",         "[",     "]",      ",",           ":",
      "null",      "true",  "false",  "1e999",       "-1",
      "NaN",       "0.5",   "11",     "\xff\xfe",    "\\u0000",
      "\n",        "\"A\"", "\"1\"",  "\"why\": 1,", "99999999999999999999"};
  const size_t at = rng.below(text.size() + 1);
  const size_t count = std::min<size_t>(text.size() - at, rng.below(9));
  switch (rng.below(6)) {
    case 0: return text.substr(0, at);
    case 1: return text.erase(at, count);
    case 2: return text.insert(at, kPieces[rng.below(kPieces.size())]);
    case 3: return text.replace(at, count, kPieces[rng.below(kPieces.size())]);
    case 4: return text + text.substr(at);
    default: {
      if (at < text.size()) text[at] = static_cast<char>(rng.below(256));
      return text;
    }
  }
}

std::string mutated(std::string text, Rng rng) {
  for (uint64_t changes = rng.below(4); changes > 0; --changes) text = mutated_once(text, rng);
  return text;
}

struct Range {
  double low = 0.0;
  double high = 1.0;
};

// Both kinds of replies must occur, or nothing was tried.
template <class Reward, class Config>
void babble(const Config& config, const std::vector<std::string_view>& answers,
            const std::string& good, const Range& range) {
  std::string reply;
  ScriptedJudge::Script script{[&](const std::string&, const std::string&) { return reply; }};
  const data::Row row = english_german().front();
  const Reward reward(config, judge_of(script));
  int lost = 0;
  for (int i = 0; i < kReplies; ++i) {
    reply = mutated(good, Rng(11).derive("babble", i));
    auto items = answers_to(row, answers);
    for (Judged& item : items) item.round = i;
    const data::Row own = row_of(row.source + std::to_string(i), {});  // nothing is cached
    for (Judged& item : items) item.row = &own;
    for (const std::optional<double>& value : reward.score(items)) {
      if (!value) lost += 1;
      if (value) {
        EXPECT_TRUE(*value >= range.low && *value <= range.high) << *value << "\n" << reply;
      }
    }
    reward.judge()->close_round(i);
  }
  EXPECT_GT(lost, kReplies / 4);
  EXPECT_LT(lost, kReplies * static_cast<int>(answers.size()) * 9 / 10);
}

TEST(Babbling, NeverGivesPrinciplesAValueOutsideItsRange) {
  PrinciplesConfig config;
  config.principles = {"a", "b", "c"};
  babble<Principles>(config, {"x"}, R"({"critique": "good", "1": true, "2": false, "3": true})",
                     {0.0, 1.0});
}

TEST(Babbling, NeverGivesAGroupRankingAValueOutsideItsRange) {
  babble<GroupRanking>(
      GroupRankingConfig{}, {"x", "y", "z"},
      R"({"comparison": "so", "ranking": ["B", "A", "C"], "scores": {"A": 4, "B": 7.5, "C": 0}})",
      {-0.04, 0.1});
}

TEST(Babbling, NeverGivesAWinRateAValueOutsideItsRange) {
  babble<WinRate>(WinRateConfig{}, {"x", "y"}, R"({"critique": "so", "better": "A"})", {0.0, 1.0});
}

TEST(JsonReply, IsOneObjectWithEachNameOnceAndNothingElse) {
  using oracles::read_json_reply;
  EXPECT_TRUE(read_json_reply(" {\"a\": {\"a\": [1]}}\n"));
  for (const char* refused :
       {"", "{", "[1]", "1", "null", "{\"a\": 1} so", "so {\"a\": 1}", "{\"a\": 1, \"a\": 1}",
        "{\"b\": {\"a\": 1, \"a\": 2}}", "```json\n{\"a\": 1}\n```", "{\"a\": NaN}",
        "{\"a\": 1e999}", "{\"a\": \"\xff\"}", "{\"a\": [[[[[[1]]]]]]}"})
    EXPECT_FALSE(read_json_reply(refused)) << refused;
  EXPECT_FALSE(read_json_reply("{\"a\": " + std::string(100'000, '[')));
}

}  // namespace
}  // namespace dragoman::rewards
