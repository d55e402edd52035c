#include "oracles/ledger.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "base/temporary_folder.h"

namespace dragoman::oracles {
namespace {

TEST(Ledger, StopsAtTheNumberOfRequests) {
  Ledger ledger({}, {.requests = 2});
  EXPECT_TRUE(ledger.reserve(0.0));
  EXPECT_TRUE(ledger.reserve(0.0));
  EXPECT_FALSE(ledger.reserve(0.0));
}

TEST(Ledger, CountsWhatIsInFlightAtItsMost) {
  Ledger ledger({}, {.cost = 1.0});
  const auto first = ledger.reserve(0.6);
  std::thread cheaper([&] { ledger.settle(*first, {.cost = 0.1}); });
  EXPECT_TRUE(ledger.reserve(0.6));  // once the first turned out cheaper
  cheaper.join();
  EXPECT_DOUBLE_EQ(ledger.totals().cost, 0.7);
}

TEST(Ledger, RefusesOnlyWhenNothingInFlightCanLeaveRoom) {
  Ledger ledger({}, {.cost = 1.0});
  const auto first = ledger.reserve(0.6);
  auto second = std::async(std::launch::async, [&] { return ledger.reserve(0.6); });
  ledger.settle(*first, {.cost = 0.6});
  EXPECT_FALSE(second.get());
  EXPECT_TRUE(ledger.reserve(0.4));
}

TEST(Ledger, NeverExceedsTheBudgetWithManyThreads) {
  constexpr double kMost = 0.03;
  Ledger ledger({}, {.cost = 1.0});
  std::atomic<int> sent{0};
  std::atomic<bool> exceeded{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] {
      while (const auto request = ledger.reserve(kMost)) {
        sent += 1;
        if (ledger.totals().cost > 1.0 + 1e-9) exceeded = true;
        ledger.settle(*request, {.cost = kMost / 2.0});
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(exceeded);
  EXPECT_GE(sent, 64);  // the rest is less than one more could cost
  EXPECT_LE(sent, 66);
}

TEST(Ledger, RemembersAnInterruptedRunWithUnsettledRequestsAtTheirMost) {
  const TemporaryFolder folder("ledger");
  {
    Ledger ledger(folder.path() / "oracle.sqlite", {.cost = 1.0});
    ledger.settle(*ledger.reserve(0.5), {.cost = 0.2, .outcome = "answered"});
    ledger.reserve(0.5);
  }
  Ledger ledger(folder.path() / "oracle.sqlite", {.cost = 1.0});
  EXPECT_EQ(ledger.totals().requests, 2);
  EXPECT_DOUBLE_EQ(ledger.totals().cost, 0.7);
  EXPECT_FALSE(ledger.reserve(0.4));
  EXPECT_TRUE(ledger.reserve(0.3));
}

}  // namespace
}  // namespace dragoman::oracles
