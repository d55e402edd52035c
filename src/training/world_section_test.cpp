#include <gtest/gtest.h>

#include "training/recipe.h"

namespace dragoman::training {
namespace {

using worlds::Split;
using Directions = std::vector<std::string>;

TEST(WorldSection, GivesEachDirectionItsTrainingRowsAndHoldsTheRestOut) {
  WorldSection section;
  section.direction_rows = {{"en-qaa", 300}, {"qab-en", 20}};
  EXPECT_EQ(section.training_rows(), 320);
  EXPECT_EQ(section.request(Split::kTrain, 5).direction_rows, section.direction_rows);
  const worlds::RowRequest dev = section.request(Split::kDev, 10);
  EXPECT_TRUE(dev.direction_rows.empty());
  EXPECT_EQ(dev.count, 10);
  EXPECT_EQ(dev.directions, (Directions{"en-qaa", "qab-en"}));
  section.directions = {"qag-en"};  // a test on a language that is held out
  EXPECT_EQ(section.request(Split::kTest, 10).directions, Directions{"qag-en"});
  EXPECT_EQ(section.request(Split::kTrain, 5).direction_rows, section.direction_rows);
}

TEST(WorldSection, WithoutDirectionRowsTakesTrainRows) {
  WorldSection section;
  section.train_rows = 70;
  section.directions = {"en-qaa", "qaa-en"};
  EXPECT_EQ(section.training_rows(), 70);
  const worlds::RowRequest train = section.request(Split::kTrain, 70);
  EXPECT_TRUE(train.direction_rows.empty());
  EXPECT_EQ(train.count, 70);
  EXPECT_EQ(train.directions, section.directions);
}

TEST(WorldSection, AsksQuestionsInPlaceOfSentences) {
  WorldSection section;
  section.world = config::Part<worlds::World>(worlds::catalog().at("family"));
  section.questions.emplace().rows = {{"qaa", 30}, {"qab", 10}};
  const auto world = section.world.make();
  EXPECT_EQ(section.training_rows(), 40);
  EXPECT_EQ(section.rows(*world, Split::kTrain, 5).size(), 40u);
  const auto dev = section.rows(*world, Split::kDev, 6);
  ASSERT_EQ(dev.size(), 6u);
  EXPECT_EQ(dev[0].metadata.at("question"), dev[1].metadata.at("question"));
  EXPECT_NE(dev[0].source_language, dev[1].source_language);
}

}  // namespace
}  // namespace dragoman::training
