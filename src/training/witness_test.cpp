#include "training/witness.h"

#include <gtest/gtest.h>

namespace dragoman::training {
namespace {

class Watch : public ::testing::Test {
 protected:
  Watch() { evaluation_.witness = "meaning_accuracy"; }

  std::string see(double witness, double reward) {
    return watch_witness(evaluation_, {{"meaning_accuracy", witness}}, {{"reward", reward}},
                         state_);
  }

  EvaluationSection evaluation_;
  TrainerState state_;
};

TEST_F(Watch, AlarmsWhenTheRewardRisesWhileTheWitnessFalls) {
  EXPECT_EQ(see(0.50, 0.60), "");
  const std::string alarm = see(0.45, 0.70);
  EXPECT_NE(alarm.find("meaning_accuracy"), std::string::npos);
}

TEST_F(Watch, IsSilentWhileBothRise) {
  EXPECT_EQ(see(0.50, 0.60), "");
  EXPECT_EQ(see(0.55, 0.70), "");
}

TEST_F(Watch, IsSilentWhileBothFall) {
  EXPECT_EQ(see(0.50, 0.60), "");
  EXPECT_EQ(see(0.40, 0.50), "");
}

TEST_F(Watch, AllowsForNoise) {
  EXPECT_EQ(see(0.500, 0.60), "");
  EXPECT_EQ(see(0.495, 0.70), "");
}

TEST_F(Watch, KnowsWitnessesThatShouldFall) {
  evaluation_.witness = "ter";
  const auto ter = [&](double witness, double reward) {
    return watch_witness(evaluation_, {{"ter", witness}}, {{"reward", reward}}, state_);
  };
  EXPECT_EQ(ter(50.0, 0.60), "");
  EXPECT_EQ(ter(40.0, 0.70), "");
  EXPECT_NE(ter(60.0, 0.80), "");
}

}  // namespace
}  // namespace dragoman::training
