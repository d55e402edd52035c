#include "base/signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

namespace dragoman {
namespace {

TEST(Interrupts, TheFirstOnlySetsTheFlag) {
  watch_interrupts();
  EXPECT_FALSE(interrupted());
  EXPECT_NO_THROW(throw_if_interrupted());
  ::raise(SIGTERM);
  EXPECT_TRUE(interrupted());
  try {
    throw_if_interrupted();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 130);
  }
  watch_interrupts();
  EXPECT_FALSE(interrupted());
}

TEST(InterruptsDeathTest, TheSecondEndsTheProcess) {
  EXPECT_EXIT(
      {
        watch_interrupts();
        ::raise(SIGINT);
        ::raise(SIGINT);
      },
      testing::ExitedWithCode(130), "");
}

TEST(InterruptsDeathTest, EndTheProcessWhereNobodyWatches) {
  EXPECT_EXIT(
      {
        end_on_interrupt();
        ::raise(SIGINT);
      },
      testing::ExitedWithCode(130), "");
}

TEST(InterruptsDeathTest, StayIgnoredWhereTheParentIgnoresThem) {
  EXPECT_EXIT(
      {
        ::signal(SIGINT, SIG_IGN);
        end_on_interrupt();
        ::raise(SIGINT);
        ::_exit(7);
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace dragoman
