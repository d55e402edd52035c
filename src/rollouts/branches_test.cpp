#include "rollouts/branches.h"

#include <gtest/gtest.h>

namespace dragoman::rollouts {
namespace {

TEST(Branches, AreNoneWithoutShares) {
  const Branches::Split split = Branches{}.split(8, Rng(1));
  EXPECT_EQ(split.tool, 0);
  EXPECT_EQ(split.no_tool, 0);
}

TEST(Branches, HaveTheirSharesInTheMean) {
  const Branches branches{0.25, 0.4};
  double tool = 0.0, no_tool = 0.0;
  for (int64_t i = 0; i < 2000; ++i) {
    const Branches::Split split = branches.split(6, Rng(1).derive("question", i));
    EXPECT_TRUE(split.tool == 1 || split.tool == 2);
    EXPECT_TRUE(split.no_tool == 2 || split.no_tool == 3);
    tool += static_cast<double>(split.tool);
    no_tool += static_cast<double>(split.no_tool);
  }
  EXPECT_NEAR(tool / 2000, 1.5, 0.05);
  EXPECT_NEAR(no_tool / 2000, 2.4, 0.05);
}

TEST(Branches, NeverTakeMoreThanThereAre) {
  for (int64_t i = 0; i < 100; ++i) {
    const Branches::Split split = Branches{0.5, 0.5}.split(3, Rng(2).derive("question", i));
    EXPECT_LE(split.tool + split.no_tool, 3);
  }
}

}  // namespace
}  // namespace dragoman::rollouts
