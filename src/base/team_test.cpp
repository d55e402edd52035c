#include "base/team.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Team, EveryWorkerDoesEveryBody) {
  Team team(3);
  std::vector<int> done(3, 0);
  for (int i = 0; i < 200; ++i) team.run([&](int64_t worker) { ++done[worker]; });
  EXPECT_EQ(done, std::vector<int>(3, 200));
}

TEST(Team, NobodyPassesAMeetingAlone) {
  Team team(3);
  std::vector<std::atomic<int>> steps(3);
  std::atomic<bool> in_step{true};
  team.run([&](int64_t worker) {
    for (int step = 1; step <= 200; ++step) {
      steps[worker] = step;
      team.wait_for_all();
      for (const auto& other : steps)
        if (other != step) in_step = false;
      team.wait_for_all();
    }
  });
  EXPECT_TRUE(in_step);
}

TEST(Team, SleepersWakeUp) {
  Team team(2);
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // the other worker sleeps by now
    std::atomic<int> count{0};
    team.run([&](int64_t) { ++count; });
    EXPECT_EQ(count, 2);
  }
}

TEST(Team, OneWorkerNeedsNoThread) {
  Team team(1);
  int count = 0;
  team.run([&](int64_t worker) {
    team.wait_for_all();
    count += static_cast<int>(worker) + 1;
  });
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace dragoman
