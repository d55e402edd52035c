// A reward that dies, or is no number, costs samples and raises the alarm; above the share that the
// recipe allows it ends the run with its own words.
#include <gtest/gtest.h>

#include "base/error.h"
#include "rewards/item_reward.h"
#include "small_school.h"
#include "training/health.h"
#include "training/rl_step.h"

namespace dragoman::training {
namespace {

enum class Illness { kNone, kDead, kNan };

Illness illness = Illness::kNone;

// The length of an answer, as long as it is well.
class Frail final : public rewards::ItemReward {
  std::optional<double> score_one(const rewards::Judged& item) const override {
    if (illness == Illness::kDead) throw_failure("the scorer is down");
    if (illness == Illness::kNan) return std::nan("");
    return static_cast<double>(item.hypothesis.size());
  }
};

const rewards::Entry kFrail = rewards::make_entry<Frail>("frail", "Is well, or is not.");

class FailingReward : public testing::Test {
 protected:
  RlTrainer trainer(double max_failed_share) {
    TrainingArguments arguments;
    arguments.per_device_train_batch_size = 8;
    RlArguments rl;
    rl.num_generations = 4;
    rl.sampling.max_completion_length = 9;
    rl.log_episodes_steps = 0;
    std::vector<rewards::RewardPart> parts(1);
    parts[0].reward = rewards::Part(kFrail);
    return {arguments,
            rl,
            {school_.rows,
             school_.player(),
             config::read_text<AlgorithmSection>("name = \"grpo\"\nbeta = 0.0").algorithm.make(),
             std::make_unique<rewards::RewardSet>(
                 parts, rewards::RewardRules{.max_failed_share = max_failed_share},
                 rewards::RewardContext{school_.rows}),
             *learner_,
             learner_->sampler(),
             nullptr,
             nullptr,
             {},
             *school_.comm},
            Rng(4)};
  }

  // Alarms of ten steps, ill from the fourth on.
  std::string alarms(RlTrainer& made, Illness later) {
    RunFolder run(folder_.path(), std::nullopt);
    Health health({});
    std::string said;
    for (int64_t step = 0; step < 10; ++step) {
      illness = step < 3 ? Illness::kNone : later;
      const Json metrics = made.step(step, run);
      EXPECT_EQ(metrics.at("episodes/failed_ratio"), step < 3 ? 0.0 : 1.0);
      for (const std::string& alarm : health.observe(metrics))
        said += std::to_string(step + 1) + ": " + alarm + "\n";
    }
    return said;
  }

  SmallSchool school_;
  std::unique_ptr<episodes::Learner> learner_ = nn::tiny_learner(school_.model());
  nn::TemporaryFolder folder_;
};

TEST_F(FailingReward, RaisesTheAlarmWithinThreeSteps) {
  for (const Illness later : {Illness::kDead, Illness::kNan}) {
    RlTrainer made = trainer(1.0);
    const std::string said = alarms(made, later);
    EXPECT_NE(said.find("6: episodes/failed_ratio is 1"), said.npos) << said;
    EXPECT_NE(said.find("rewards fail or are not finite"), said.npos) << said;
  }
}

TEST_F(FailingReward, EndsTheRunAboveTheAllowedShareInItsOwnWords) {
  RlTrainer made = trainer(0.5);
  RunFolder run(folder_.path(), std::nullopt);
  illness = Illness::kNone;
  made.step(0, run);
  illness = Illness::kDead;
  try {
    made.step(1, run);
    FAIL() << "a dead reward was not noticed";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("the scorer is down"), std::string::npos);
  }
}

}  // namespace
}  // namespace dragoman::training
