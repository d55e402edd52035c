#include "training/scales.h"

#include <gtest/gtest.h>

#include "algorithms/catalog.h"
#include "config/recipe.h"
#include "training/recipe.h"

namespace dragoman::training {
namespace {

bool keeps(const std::string& toml) {
  return keeps_scales_apart(*config::read_text<AlgorithmSection>(toml).algorithm.make());
}

TEST(Scales, AreKeptApartByAdvantagesThatAreNormalisedInsideTheGroup) {
  EXPECT_TRUE(keeps("name = \"grpo\""));
  EXPECT_TRUE(keeps("name = \"gspo\""));
  EXPECT_FALSE(keeps("name = \"dr_grpo\""));  // no deviation
  EXPECT_FALSE(keeps("name = \"rloo\""));
  EXPECT_FALSE(keeps("name = \"reinforce_pp\""));  // the whole step's
  EXPECT_FALSE(keeps("name = \"ppo\""));
}

TEST(Scales, CanBeAskedOfEveryAlgorithm) {
  for (const auto& row : algorithms::catalog().rows())
    EXPECT_NO_THROW(keeps("name = \"" + std::string(row.name) + "\"")) << row.name;
}

}  // namespace
}  // namespace dragoman::training
