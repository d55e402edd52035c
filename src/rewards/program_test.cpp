// The reward `program`: an outside program's scores, and its credit for stretches.
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/temporary_folder.h"
#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {
namespace {

TEST(ProgramReward, HasTheProgramsScoresAndCreditsAndMissesWhatItRefuses) {
  const TemporaryFolder folder("program");
  const Path file = folder.path() / "judge.py";
  write_file(file, R"(
import json, sys
for line in sys.stdin:
    q = json.loads(line)
    answer = {"id": q["id"], "score": len(q["draft"]) / 10, "spans": [[0, 3, 1.0]]}
    if q["draft"] == "refuse":
        answer = {"id": q["id"], "error": "no"}
    print(json.dumps(answer), flush=True)
)");
  const std::vector<data::Row> rows = english_german();
  const auto reward =
      reward_of("program",
                "command = [\"python3\", \"-S\", \"" + file.string() + "\"]\nspans = true\n", rows);
  const std::vector<Judged> items = {judged(rows[0], "Schnee"), judged(rows[0], "refuse"),
                                     judged(rows[1], "Kaffeetasse")};
  const auto values = reward->score(items);
  EXPECT_EQ(values[0], 0.6);
  EXPECT_FALSE(values[1].has_value());
  EXPECT_EQ(values[2], 1.1);
  ASSERT_TRUE(reward->gives_credits());
  const auto credits = reward->credits(items[2]);
  ASSERT_EQ(credits.size(), 1U);
  EXPECT_EQ(credits[0].end, 3U);
  EXPECT_TRUE(reward->credits(items[1]).empty());
}

}  // namespace
}  // namespace dragoman::rewards
