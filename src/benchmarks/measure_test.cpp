#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "benchmarks/benchmark.h"

namespace dragoman::benchmarks {
namespace {

TEST(Measure, TakesTheCasesInTurnsAfterOneRoundWithoutTheClock) {
  std::string order;
  const auto slow = [&order](char name) {
    return [&order, name] {
      order += name;
      const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(60);
      while (std::chrono::steady_clock::now() < end) continue;
    };
  };
  const auto measured =
      measure({{"a", "lines", 6.0, slow('a')}, {"b", "lines", 12.0, slow('b')}}, 2);
  EXPECT_EQ(order, "ababab");
  ASSERT_EQ(measured.size(), 2U);
  EXPECT_EQ(measured[1].name, "b");
  EXPECT_EQ(measured[1].rates.size(), 2U);
  for (const double rate : measured[0].rates) EXPECT_LE(rate, 100.0);  // 6 lines in 60 ms
  EXPECT_GT(measured[0].median(), 0.0);
}

TEST(Measurement, MedianIsTheMiddleOne) {
  EXPECT_EQ((Measurement{"", "", {3.0, 1.0, 9.0}}).median(), 3.0);
  EXPECT_EQ((Measurement{"", "", {4.0, 1.0, 9.0, 2.0}}).median(), 3.0);
}

bool wants_files(const std::vector<config::Option>& options) {
  return std::any_of(options.begin(), options.end(),
                     [](const config::Option& option) { return option.required; });
}

TEST(Catalog, EveryBenchmarkRunsItsCases) {
  for (const auto& entry : catalog().rows()) {
    if (wants_files(entry.options()->describe())) continue;
    const auto benchmark = entry.options()->make();
    const auto cases = benchmark->cases();
    EXPECT_FALSE(cases.empty()) << entry.name;
    for (const Case& one : cases) {
      EXPECT_GT(one.amount, 0.0) << one.name;
      one.work();
    }
  }
}

}  // namespace
}  // namespace dragoman::benchmarks
