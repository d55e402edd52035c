// Laws of the sampler over random collections, and what it says where rows are short.
#include "clusters/sampler.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/random.h"

namespace dragoman::clusters {
namespace {

std::vector<Candidate> random_candidates(int64_t count, int64_t clusters, uint64_t seed) {
  Rng rng(seed);
  std::vector<Candidate> made;
  for (int64_t i = 0; i < count; ++i) {
    made.push_back({static_cast<int64_t>(rng.below(static_cast<uint64_t>(clusters))),
                    static_cast<int>(1 + rng.below(kGrades)),
                    std::string(1, static_cast<char>('a' + rng.below(3))),
                    fmt::format("{}/{}", rng.below(3), rng.below(9))});
  }
  return made;
}

std::array<int64_t, kGrades> grades_of(std::span<const Candidate> rows, const Epoch& epoch) {
  std::array<int64_t, kGrades> counts{};
  for (const int64_t row : epoch.rows)
    ++counts[static_cast<size_t>(rows[static_cast<size_t>(row)].grade - 1)];
  return counts;
}

TEST(Sampler, KeepsTheRatioAndRepeatsNothingWhereRowsAreEnough) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto rows = random_candidates(5000, 1 + static_cast<int64_t>(seed) * 40, seed);
    const auto epochs = draw_epochs(rows, {.count = 1003, .seed = seed});
    std::set<int64_t> seen;
    for (const Epoch& epoch : epochs) {
      EXPECT_EQ(epoch.rows.size(), 1003U);
      EXPECT_TRUE(std::is_sorted(epoch.rows.begin(), epoch.rows.end()));
      EXPECT_TRUE(shortages(epoch).empty());
      const auto grades = grades_of(rows, epoch);
      const std::array<double, kGrades> shares{0.0, 0.1, 0.3, 0.3, 0.3};
      for (size_t g = 0; g < shares.size(); ++g)
        EXPECT_NEAR(static_cast<double>(grades[g]) / 1003.0, shares[g], 0.005);
      seen.insert(epoch.rows.begin(), epoch.rows.end());
    }
    EXPECT_EQ(seen.size(), 2006U) << "an epoch has a row of the other";
  }
}

TEST(Sampler, TakesAsMuchAsTheRatioAllows) {
  std::vector<Candidate> rows;
  for (int i = 0; i < 100; ++i) {
    for (int grade = 1; grade <= kGrades; ++grade)
      if (grade > 2 || i < 19) rows.push_back({i, grade, "en", "a"});
  }
  const auto epochs = draw_epochs(rows, {});
  ASSERT_EQ(epochs.size(), 2U);
  EXPECT_EQ(grades_of(rows, epochs[0]), (std::array<int64_t, kGrades>{0, 9, 27, 27, 27}));
  EXPECT_EQ(grades_of(rows, epochs[1]), grades_of(rows, epochs[0]));
}

TEST(Sampler, IsTheSameForTheSameSeed) {
  const auto rows = random_candidates(3000, 200, 7);
  const auto draw = [&](uint64_t seed) {
    return draw_epochs(rows, {.count = 500, .seed = seed})[1].rows;
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(Sampler, TakesFromAllClustersEqually) {
  std::vector<Candidate> rows;
  for (int cluster = 0; cluster < 50; ++cluster) {
    for (int i = 0; i < 10 + cluster * 5; ++i) rows.push_back({cluster, 3 + i % 3, "en", "a"});
  }
  const auto epochs = draw_epochs(rows, {.ratio = {0, 0, 1, 1, 1}, .count = 150});
  std::map<int64_t, int64_t> given;
  for (const int64_t row : epochs[0].rows) ++given[rows[static_cast<size_t>(row)].cluster];
  ASSERT_EQ(given.size(), 50U);
  for (const auto& [cluster, count] : given) EXPECT_EQ(count, 3);
}

TEST(Sampler, TakesOtherLanguagesAndLabelsFirst) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    std::vector<Candidate> rows;
    for (int i = 0; i < 60; ++i) rows.push_back({0, 5, "en", "maths/algebra"});
    for (const char* language : {"de", "ja"}) {
      for (const char* label : {"maths/sets", "law/contracts"})
        for (int i = 0; i < 3; ++i) rows.push_back({0, 5, language, label});
    }
    const auto epochs =
        draw_epochs(rows, {.ratio = {0, 0, 0, 0, 1}, .count = 3, .epochs = 3, .seed = seed});
    std::map<std::string, int64_t> languages;
    std::map<std::string, int64_t> labels;
    for (const Epoch& epoch : epochs) {
      std::set<std::string> here;
      for (const int64_t row : epoch.rows) {
        here.insert(rows[static_cast<size_t>(row)].language);
        ++languages[rows[static_cast<size_t>(row)].language];
        ++labels[rows[static_cast<size_t>(row)].label];
      }
      EXPECT_EQ(here.size(), 3U);
    }
    for (const auto& [language, count] : languages) EXPECT_EQ(count, 3);
    for (const auto& [label, count] : labels) EXPECT_EQ(count, 3) << label;
  }
}

TEST(Sampler, SaysWhereRowsAreShort) {
  std::vector<Candidate> rows;
  for (int i = 0; i < 100; ++i) rows.push_back({i, 4, "en", "a"});
  for (int i = 0; i < 7; ++i) rows.push_back({i, 5, "en", "a"});
  const auto epochs = draw_epochs(rows, {.ratio = {0, 0, 0, 1, 1}, .count = 20});
  EXPECT_EQ(epochs[0].rows.size(), 17U);
  EXPECT_EQ(shortages(epochs[0]),
            std::vector<std::string>{"very difficult: 7 rows of the 10 that the ratio asks for"});
  EXPECT_EQ(epochs[1].rows.size(), 17U);
  EXPECT_EQ(
      shortages(epochs[1]),
      (std::vector<std::string>{"very difficult: 7 rows of the 10 that the ratio asks for",
                                "very difficult: 7 of 7 rows are repeated from an earlier epoch"}));
}

TEST(Sampler, RefusesARatioThatAllowsNoRow) {
  const std::vector<Candidate> rows(50, Candidate{0, 4, "en", "a"});
  try {
    draw_epochs(rows, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("0 rows are very difficult"), std::string::npos);
  }
}

TEST(Sampler, PartsKeysForRlFromThoseForSft) {
  int64_t rl = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string key = fmt::format("row {}", i);
    EXPECT_EQ(for_rl(key, 0.25, 3), for_rl(key, 0.25, 3));
    if (for_rl(key, 0.25, 3)) ++rl;
    EXPECT_FALSE(for_rl(key, 0.0, 3));
    EXPECT_TRUE(for_rl(key, 1.0, 3));
  }
  EXPECT_NEAR(static_cast<double>(rl) / 20000.0, 0.25, 0.01);
}

TEST(Ratio, IsReadWithTheHardestFirst) {
  EXPECT_EQ(parse_ratio("3:3:3:1:0"), (Ratio{0, 1, 3, 3, 3}));
  EXPECT_EQ(ratio_text(parse_ratio("5:4:3:2:1")), "5:4:3:2:1");
  for (const char* wrong : {"", "3:3:3:1", "3:3:3:1:0:1", "3:3:3:1:-1", "0:0:0:0:0", "a:1:1:1:1",
                            "1:1:1:1:1 ", "1:1:1:1:9999"})
    EXPECT_THROW(parse_ratio(wrong), Error) << wrong;
}

TEST(Difficulty, GoesByTheShareOfSuccesses) {
  const std::vector<int> grades{5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1};
  for (int64_t successes = 0; successes <= 16; ++successes) {
    const int grade = grades[static_cast<size_t>(successes)];
    EXPECT_EQ(grade_of_successes(successes, 16), grade) << successes;
    EXPECT_EQ(grade_of_successes(4 * successes, 64), grade);
    EXPECT_EQ(find_grade(name_of_grade(grade)), grade);
  }
  EXPECT_EQ(find_grade("4"), 4);
  for (const char* wrong : {"", "0", "6", "45", "hard"}) EXPECT_EQ(find_grade(wrong), 0);
}

}  // namespace
}  // namespace dragoman::clusters
