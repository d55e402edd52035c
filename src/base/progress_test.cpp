#include "base/progress.h"

#include <gtest/gtest.h>

#include <vector>

namespace dragoman {
namespace {

struct Recorder {
  std::vector<std::string> pieces;
  double time = 0.0;

  ProgressStream stream(bool terminal) {
    return {.terminal = terminal,
            .width = 80,
            .write = [this](std::string_view text) { pieces.emplace_back(text); },
            .now = [this] { return time; }};
  }
};

TEST(Progress, WritesPlainLinesAtMostEveryTenSeconds) {
  Recorder recorder;
  {
    Progress progress("translate", "sentences", 100, recorder.stream(false));
    for (int i = 0; i < 50; ++i) {
      recorder.time += 0.5;
      progress.advance();
    }
  }
  ASSERT_EQ(recorder.pieces.size(), 3u);
  EXPECT_EQ(recorder.pieces[0], "translate: 20/100 sentences, 20 %, 2/s, 0:40 left\n");
  EXPECT_EQ(recorder.pieces[2], "translate: 50/100 sentences, 50 %, 2/s, 0:25 left\n");
}

TEST(Progress, SaysNothingAboutShortWorkInAPipe) {
  Recorder recorder;
  { Progress(std::string("x"), "rows", 10, recorder.stream(false)).advance(10); }
  EXPECT_TRUE(recorder.pieces.empty());
}

TEST(Progress, RedrawsOneLineOnATerminal) {
  Recorder recorder;
  {
    Progress progress("score", "rows", 4, recorder.stream(true));
    progress.note("loss 2.5");
    recorder.time = 1.0;
    progress.advance(2);
    recorder.time = 1.01;
    progress.advance(1);
    recorder.time = 2.0;
    progress.advance(1);
  }
  ASSERT_EQ(recorder.pieces.size(), 4u);
  EXPECT_EQ(recorder.pieces[0],
            "\rscore: 2/4 rows, 50 %, 2/s, 0:01 left, loss 2.5"
            " [##############...............]\x1b[K");
  EXPECT_EQ(recorder.pieces[3], "\n");
}

TEST(Progress, NeverPassesTheEdgeOfTheTerminal) {
  Recorder recorder;
  ProgressStream narrow = recorder.stream(true);
  narrow.width = 20;
  {
    Progress progress("a very long title indeed", "rows", 4, narrow);
    recorder.time = 1.0;
    progress.advance();
  }
  EXPECT_EQ(recorder.pieces[0], "\ra very long title i\x1b[K");
}

TEST(Progress, CountsWithoutATotal) {
  Recorder recorder;
  {
    Progress progress("read", "lines", 0, recorder.stream(false));
    recorder.time = 10.0;
    progress.advance(5000);
  }
  EXPECT_EQ(recorder.pieces[0], "read: 5000 lines, 500/s\n");
}

TEST(ClockText, ShowsMinutesThenHours) {
  EXPECT_EQ(clock_text(65), "1:05");
  EXPECT_EQ(clock_text(7384), "2:03:04");
  EXPECT_EQ(clock_text(-1), "0:00");
}

}  // namespace
}  // namespace dragoman
