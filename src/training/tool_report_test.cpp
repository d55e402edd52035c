#include "training/tool_report.h"

#include <gtest/gtest.h>

namespace dragoman::training {
namespace {

using episodes::Episode;

Episode episode_with(const std::vector<episodes::ToolCall>& calls, const char* branch = "") {
  Episode episode;
  episode.calls = calls;
  episode.branch = branch;
  return episode;
}

const episodes::ToolCall kGood{"look", "{}", "a", false, 0.5};
const episodes::ToolCall kBad{"", "{", "error: no", true, 1.0};

TEST(ToolReport, CountsCallsFailuresAndCosts) {
  const std::vector<episodes::EpisodeGroup> groups = {
      {episode_with({kGood, kBad}), episode_with({})},
      {episode_with({kGood}, "tool"), episode_with({}, "no_tool")}};
  const auto report = tool_report(groups);
  EXPECT_EQ(report.at("tools/calls"), 3.0);
  EXPECT_EQ(report.at("tools/call_frequency"), 0.75);
  EXPECT_NEAR(report.at("tools/failure_frequency"), 1.0 / 3.0, 1e-12);
  EXPECT_EQ(report.at("tools/cost"), 0.5);
  EXPECT_EQ(report.at("tools/used_ratio"), 0.5);
  EXPECT_EQ(tool_report({}).at("tools/failure_frequency"), 0.0);
}

TEST(ToolReport, CallsAreReadAsTheyWereWritten) {
  const std::vector<episodes::ToolCall> calls = {kGood, kBad};
  EXPECT_EQ(read_calls(parse_json(to_line(to_json(calls)), "here")), calls);
  EXPECT_TRUE(read_calls(Json::array()).empty());
}

}  // namespace
}  // namespace dragoman::training
