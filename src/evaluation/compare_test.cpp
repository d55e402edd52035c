#include "evaluation/compare.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "evaluation/evaluate.h"
#include "evaluation/fakes_test.h"
#include "evaluation/table.h"

namespace dragoman::evaluation {
namespace {

// A system that is right on about `percent` of 200 rows, and off by one word on the others.
Evaluation system_right_on(uint64_t percent, const std::string& name, uint64_t seed) {
  Rng rng(seed);
  std::vector<data::Row> rows;
  std::vector<Hypothesis> hypotheses;
  for (int i = 0; i < 200; ++i) {
    const std::string reference = "the cat number " + std::to_string(i) + " sat on a mat";
    rows.push_back(row_of("row " + std::to_string(i), reference));
    const bool right = rng.below(100) < percent;
    hypotheses.push_back({right ? reference : "the cat number x sat on one mat", false, 5});
  }
  const ExactMatch exact;
  Evaluation evaluation = measure(rows, hypotheses, {}, {&exact});
  evaluation.system = name;
  return evaluation;
}

TEST(Compare, FindsAClearDifferenceInEveryMetric) {
  const auto comparisons = compare(system_right_on(30, "a", 1), system_right_on(70, "b", 2));
  ASSERT_EQ(comparisons.size(), 3U);
  for (const Comparison& comparison : comparisons) {
    EXPECT_LT(comparison.p, 0.01) << comparison.key;
    EXPECT_GT(comparison.half_width, 0.0);
    EXPECT_LT(comparison.half_width, comparison.difference);
    EXPECT_TRUE(comparison.better());
  }
}

TEST(Compare, ASystemIsNotBetterThanItself) {
  const Evaluation system = system_right_on(50, "a", 1);
  for (const Comparison& comparison : compare(system, system)) {
    EXPECT_EQ(comparison.difference, 0.0);
    EXPECT_EQ(comparison.p, 1.0);
  }
}

// Two samples of equally good systems: at 5 % few of 40 tests may say that they differ.
TEST(Compare, RarelyFindsADifferenceThatIsNotThere) {
  int found = 0;
  for (uint64_t i = 0; i < 40; ++i) {
    CompareConfig config;
    config.resamples = 200;
    const auto comparisons =
        compare(system_right_on(50, "a", 100 + i), system_right_on(50, "b", 200 + i), config);
    found += comparisons.back().p < 0.05 ? 1 : 0;
  }
  EXPECT_LE(found, 7);
}

TEST(Compare, GivesTheSameNumbersAgain) {
  const Evaluation a = system_right_on(40, "a", 1);
  const Evaluation b = system_right_on(50, "b", 2);
  EXPECT_EQ(compare(a, b)[1].p, compare(a, b)[1].p);
  EXPECT_NE(compare(a, b)[1].half_width,
            compare(a, b, {.resamples = 1000, .seed = 7})[1].half_width);
}

TEST(Compare, RefusesDifferentRows) {
  const Evaluation a = system_right_on(40, "a", 1);
  Evaluation b = measure(std::vector<data::Row>{row_of("x", "y")},
                         std::vector<Hypothesis>{{"y", false, 1}}, {});
  b.system = "other";
  try {
    compare(a, b);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("a and other were evaluated on different rows"),
              std::string::npos);
  }
}

TEST(Compare, PrintsOneLineASystem) {
  const std::vector<Evaluation> systems{system_right_on(30, "base", 1),
                                        system_right_on(70, "trained", 2)};
  const std::string text = comparison_table(systems);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_NE(text.find("chrF2"), std::string::npos);
  EXPECT_NE(text.find("(p < 0.001)"), std::string::npos);
}

TEST(Table, AlignsByWhatATerminalShows) {
  Table table({"name", "n"});
  table.add({"\xe6\x97\xa5\xe6\x9c\xac", "1"});  // two wide characters
  table.add({"e\xcc\x81t\xc3\xa9", "22"});       // a combining accent
  table.add({"\xf0\x9f\x98\x80", ""});           // an emoji
  EXPECT_EQ(table.text(),
            "name   n\n----  --\n\xe6\x97\xa5\xe6\x9c\xac   1\n"
            "e\xcc\x81t\xc3\xa9   22\n\xf0\x9f\x98\x80\n");
}

TEST(Table, CountsTerminalCells) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3"), 2);  // Thai with a tone mark
  EXPECT_EQ(display_width("\xed\x95\x9c"), 2);
  EXPECT_EQ(display_width("a\xe2\x80\x8b"
                          "b"),
            2);  // zero-width space
}

}  // namespace
}  // namespace dragoman::evaluation
