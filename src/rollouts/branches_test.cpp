#include "rollouts/branches.h"

#include <gtest/gtest.h>

namespace dragoman::rollouts {
namespace {

TEST(Branches, AreNoneWithoutShares) {
  const Branches::Split split = Branches{}.split(8, Rng(1));
  EXPECT_EQ(split.tool, 0);
  EXPECT_EQ(split.no_tool, 0);
}

TEST(Branches, HaveTheirSharesInTheMean) {
  const Branches branches{0.25, 0.4};
  double tool = 0.0, no_tool = 0.0;
  for (int64_t i = 0; i < 2000; ++i) {
    const Branches::Split split = branches.split(6, Rng(1).derive("question", i));
    EXPECT_TRUE(split.tool == 1 || split.tool == 2);
    EXPECT_TRUE(split.no_tool == 2 || split.no_tool == 3);
    tool += static_cast<double>(split.tool);
    no_tool += static_cast<double>(split.no_tool);
  }
  EXPECT_NEAR(tool / 2000, 1.5, 0.05);
  EXPECT_NEAR(no_tool / 2000, 2.4, 0.05);
}

TEST(Branches, NeverTakeMoreThanThereAre) {
  for (int64_t i = 0; i < 100; ++i) {
    const Branches::Split split = Branches{0.5, 0.5}.split(3, Rng(2).derive("question", i));
    EXPECT_LE(split.tool + split.no_tool, 3);
  }
}

TEST(Branches, DecisionsOfTheBanAreForced) {
  using episodes::SpanKind;
  episodes::Completion completion;
  completion.append(SpanKind::kSampled, std::vector<TokenId>{5, 6, 7});
  completion.append(SpanKind::kTool, std::vector<TokenId>{8});
  completion.append(SpanKind::kSampled, std::vector<TokenId>{9});
  completion.logprobs = {-6.0F, -0.5F, -1.0F, -0.7F};
  completion.behaviour_logprobs = {-0.1F, -0.5F, -0.4F, 0.0F};
  const auto marked = with_decisions_forced(completion);
  EXPECT_EQ(marked.tokens, completion.tokens);
  const std::vector<episodes::Span> spans = {{SpanKind::kForced, 0, 1, 0},
                                             {SpanKind::kSampled, 1, 3, 0},
                                             {SpanKind::kTool, 3, 4, 0},
                                             {SpanKind::kForced, 4, 5, 0}};
  EXPECT_EQ(marked.spans, spans);
  EXPECT_EQ(marked.behaviour_logprobs, (std::vector<float>{-0.5F, -0.4F}));
  EXPECT_EQ(marked.logprobs, (std::vector<float>{-0.5F, -1.0F}));
}

}  // namespace
}  // namespace dragoman::rollouts
