#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

#include "base/error.h"

namespace dragoman {
namespace {

std::vector<int64_t> squares(int64_t threads, int64_t grain) {
  set_thread_count(threads);
  std::vector<int64_t> values(1000);
  parallel_for(
      1000, [&](int64_t i) { values[static_cast<size_t>(i)] += i * i; }, grain);
  return values;
}

TEST(ParallelFor, CallsEveryIndexOnceWhateverTheThreads) {
  const std::vector<int64_t> alone = squares(1, 1);
  EXPECT_EQ(alone[31], 961);
  EXPECT_EQ(squares(4, 1), alone);
  EXPECT_EQ(squares(8, 7), alone);
  EXPECT_EQ(squares(3, 5000), alone);
}

TEST(ParallelFor, RethrowsTheErrorOfTheLowestIndex) {
  set_thread_count(4);
  for (int round = 0; round < 50; ++round) {
    try {
      parallel_for(200, [](int64_t i) {
        if (i >= 17) throw_input("row {}", i);
      });
      FAIL();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), "row 17");
    }
  }
}

TEST(ParallelFor, WorksAgainAfterAnError) {
  set_thread_count(4);
  EXPECT_THROW(parallel_for(10, [](int64_t) { throw_input("x"); }), Error);
  EXPECT_EQ(squares(4, 1)[10], 100);
}

TEST(ParallelFor, RunsNestedCallsInPlace) {
  set_thread_count(4);
  std::atomic<int64_t> sum{0};
  parallel_for(20, [&](int64_t i) {
    const auto thread = std::this_thread::get_id();
    parallel_for(20, [&](int64_t j) {
      EXPECT_EQ(std::this_thread::get_id(), thread);
      sum += i * 20 + j;
    });
  });
  EXPECT_EQ(sum, 400 * 399 / 2);
}

TEST(ParallelFor, ServesSeveralCallersAtOnce) {
  set_thread_count(3);
  std::atomic<int64_t> calls{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] { parallel_for(500, [&](int64_t) { ++calls; }); });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(calls, 2000);
}

TEST(ParallelFor, DoesNothingForAnEmptyRange) {
  parallel_for(0, [](int64_t) { FAIL(); });
}

TEST(ThreadsFrom, ReadsTheFirstNumber) {
  EXPECT_EQ(threads_from("4"), 4);
  EXPECT_EQ(threads_from("4,2"), 4);
  EXPECT_EQ(threads_from(""), 0);
  EXPECT_EQ(threads_from("many"), 0);
  EXPECT_EQ(threads_from("-3"), 0);
}

}  // namespace
}  // namespace dragoman
