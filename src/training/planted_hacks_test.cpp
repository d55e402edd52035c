// Three policies that learn to cheat, played in a world: one copies the source, one answers in the
// source's language, one goes on and on. The gates pay them nothing, and a run that has no gates
// raises an alarm.
#include <gtest/gtest.h>

#include <algorithm>

#include "config/recipe.h"
#include "rollouts/judge.h"
#include "tasks/catalog.h"
#include "text/utf8.h"
#include "training/health.h"
#include "training/rl_report.h"
#include "worlds/catalog.h"
#include "worlds/rows.h"
#include "worlds/teacher.h"

namespace dragoman::training {
namespace {

constexpr int kSteps = 60;

enum class Policy { kHonest, kCopies, kWrongLanguage, kTalksOn };

class PlantedHacks : public ::testing::Test {
 protected:
  PlantedHacks()
      : world_(worlds::catalog().make("agglutinative")),
        rows_(worlds::rows(*world_, {.count = 600, .directions = {"en-qaa", "qaa-en"}})),
        task_(tasks::catalog().make("translation")) {}

  rewards::RewardSet rewards(std::initializer_list<const char*> names) const {
    std::vector<rewards::RewardPart> parts;
    for (const std::string name : names)
      parts.push_back(config::read_text<rewards::RewardPart>("name = \"" + name + "\""));
    return {parts, {}, {.rows = rows_, .task = task_.get()}};
  }

  // What the policy says to the row; `cheats` says whether it does what it has learned.
  std::string answer(Policy policy, size_t row, bool cheats, const Rng& rng) const {
    const std::string honest = worlds::teach(*world_, rows_[row], {.error_rate = 0.4}, rng);
    if (!cheats) return honest;
    switch (policy) {
      case Policy::kHonest: return honest;
      case Policy::kCopies: return rows_[row].source;
      case Policy::kWrongLanguage: return rows_[(row + 2) % rows_.size()].source;
      case Policy::kTalksOn: return honest + " " + honest + " " + honest + " " + honest;
    }
    return honest;
  }

  // Four answers to each of sixteen rows, of which `share` cheat.
  std::vector<episodes::EpisodeGroup> play(Policy policy, int step, double share) const {
    Rng rng = Rng(5).derive("play", step);
    std::vector<episodes::EpisodeGroup> groups(16);
    for (auto& group : groups) {
      const size_t row = rng.below(rows_.size());
      for (int i = 0; i < 4; ++i) {
        episodes::Episode& episode = group.emplace_back();
        episode.completion =
            answer(policy, row, rng.uniform() < share, rng.derive("answer", row, i));
        const int64_t length = text::count_code_points(episode.completion);
        episode.tokens.assign(static_cast<size_t>(length), 0);
        episode.spans = {{episodes::SpanKind::kSampled, 0, length, 0}};
        episode.labels.row = static_cast<int64_t>(row);
        episode.labels.direction = rows_[row].direction();
      }
    }
    return groups;
  }

  // The alarms of a run in which the policy cheats ever more often.
  std::string alarms(Policy policy) const {
    const auto plain = rewards({"chrf"});
    const auto language = rewards::catalog().make("language", {.rows = rows_, .task = task_.get()});
    Health health({});
    std::string all;
    for (int step = 0; step < kSteps; ++step) {
      auto groups = play(policy, step, static_cast<double>(step) / kSteps);
      rollouts::judge(groups, rows_, *task_, plain);
      Json metrics = describe(groups, rows_);
      metrics["mt/off_target_ratio"] = off_target_ratio(groups, rows_, *language).value_or(0.0);
      for (const std::string& alarm : health.observe(metrics)) all += alarm + "\n";
    }
    return all;
  }

  double mean_reward(Policy policy, const rewards::RewardSet& rewards) const {
    auto groups = play(policy, 0, 1.0);
    rollouts::judge(groups, rows_, *task_, rewards);
    return describe(groups, rows_).at("reward");
  }

  std::unique_ptr<worlds::World> world_;
  std::vector<data::Row> rows_;
  std::unique_ptr<tasks::Task> task_;
};

TEST_F(PlantedHacks, AnHonestPolicyRaisesNoAlarm) { EXPECT_EQ(alarms(Policy::kHonest), ""); }

TEST_F(PlantedHacks, ACopyingPolicyIsCaught) {
  EXPECT_NE(alarms(Policy::kCopies).find("mt/copy_ratio"), std::string::npos);
  const auto gated = rewards({"chrf", "copy"});
  EXPECT_LT(mean_reward(Policy::kCopies, gated), 0.02);
  EXPECT_GT(mean_reward(Policy::kHonest, gated), 0.5);
}

TEST_F(PlantedHacks, APolicyInTheWrongLanguageIsCaught) {
  EXPECT_NE(alarms(Policy::kWrongLanguage).find("mt/off_target_ratio"), std::string::npos);
  const auto gated = rewards({"chrf", "language"});
  EXPECT_LT(mean_reward(Policy::kWrongLanguage, gated), 0.02);
  EXPECT_GT(mean_reward(Policy::kHonest, gated), 0.5);
}

TEST_F(PlantedHacks, APolicyThatTalksOnIsCaught) {
  EXPECT_NE(alarms(Policy::kTalksOn).find("completions/length_change"), std::string::npos);
  const auto gated = rewards({"chrf", "length"});
  EXPECT_LT(mean_reward(Policy::kTalksOn, gated), 0.02);
  EXPECT_GT(mean_reward(Policy::kHonest, gated), 0.5);
}

// With a penalty instead of a gate, talking on earns less than answering.
TEST_F(PlantedHacks, LengthRatioPaysLessForTalkingOn) {
  const auto paid = rewards({"chrf", "length_ratio"});
  EXPECT_LT(mean_reward(Policy::kTalksOn, paid), mean_reward(Policy::kHonest, paid) - 0.3);
}

}  // namespace
}  // namespace dragoman::training
