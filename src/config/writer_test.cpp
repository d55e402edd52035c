#include "config/writer.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "config/example_for_tests.h"

namespace dragoman::config {
namespace {

TEST(Writer, RoundTripsThroughJson) {
  const auto recipe = read_text<Recipe>(kFull);
  const Json json = to_json(recipe);
  EXPECT_EQ(json["rewards"][0].dump(), R"({"name":"square","side":3.0,"weight":1.0})");
  const auto again = read<Recipe>(from_json(Json::parse(json.dump()), "config.resolved.json"));
  EXPECT_EQ(to_json(again).dump(), json.dump());
}

TEST(FromJson, KeepsLargeNumbersAsDoubles) {
  const Value value = from_json(Json::parse("18446744073709551615"), "f");
  EXPECT_TRUE(std::holds_alternative<double>(value.data));
}

TEST(Describe, ListsNameTypeDefaultAndRange) {
  const std::vector<Option> options = describe<Recipe>();
  ASSERT_EQ(options.size(), 10u);
  EXPECT_TRUE(options[0].required);
  EXPECT_EQ(options[2].type, "number or none");
  EXPECT_EQ(options[2].default_value, "none");
  EXPECT_EQ(options[2].allowed, "in [0, 1]");
  EXPECT_EQ(options[4].default_value, "[0.9, 0.999]");
  EXPECT_EQ(options[8].fields[0].name, "steps");
  EXPECT_EQ(options[9].type, "list of sections");
  EXPECT_EQ(options[9].fields[0].allowed, "one of square, dot");
}

TEST(Catalog, AnswersAnUnknownNameWithTheNearest) {
  try {
    shapes().at("squar");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "unknown shape squar; did you mean square? known: square, dot");
  }
}

TEST(Catalog, MakesAnEntryWithItsDefaults) {
  EXPECT_EQ(shapes().make("square", 1.0)->area(), 4.0);
  EXPECT_EQ(shapes().make("dot", 1.0)->area(), 0.0);
}

}  // namespace
}  // namespace dragoman::config
