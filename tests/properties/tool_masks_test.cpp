// A law of conversations with tools: whoever wrote a token is written down, and only what the
// policy drew is ever predicted (the engine, real tools, random conversations).
#include <gtest/gtest.h>

#include "rollouts/pack.h"
#include "rollouts/rollouts.h"
#include "small_school.h"

namespace dragoman::training {
namespace {

using episodes::Episode;
using episodes::Span;
using episodes::SpanKind;

class ToolMasks : public testing::TestWithParam<int> {
 protected:
  ToolMasks() {
    // Many end tokens, so that turns end.
    Json ends = {school_.end};
    for (TokenId id = 0; id < school_.tokenizer.vocabulary_size(); id += 4)
      if (id != first('<')) ends.push_back(id);
    learner_ = nn::tiny_learner(
        school_.model({{"eos_token_id", ends}, {"max_position_embeddings", 1024}}));
  }

  TokenId first(char letter) const {
    return school_.tokenizer.encode(std::string(1, letter), false).front();
  }

  void use(const std::string& section) {
    tools_ = std::make_unique<tools::ToolUse>(
        std::vector{config::read_text<tools::ToolPart>("name = \"calculator\"")},
        config::read_text<tools::ToolUseSection>("describe = false\n" + section),
        tools::ToolContext{}, school_.tokenizer, school_.chat);
  }

  std::vector<episodes::EpisodeGroup> play(int64_t samples) {
    rollouts::Player player = school_.player();
    player.tools = tools_.get();
    rollouts::PlaySettings settings;
    settings.num_generations = samples;
    settings.sampling.max_completion_length = 400;
    settings.branches = rollouts::Branches::make(*tools_, settings.sampling,
                                                 learner_->generator().vocabulary_size());
    std::vector<rollouts::Question> questions;
    for (size_t i = 0; i < school_.rows.size(); ++i)
      questions.push_back({&school_.rows[i], static_cast<int64_t>(i)});
    return rollouts::play(learner_->generator(), player, questions, settings,
                          Rng(static_cast<uint64_t>(GetParam())));
  }

  // Prompts and replies may be rendered anew and compared, what was drawn may not.
  void check(const Episode& episode) {
    int64_t end = 0, sampled = 0, replies = 0;
    for (const Span& span : episode.spans) {
      EXPECT_EQ(span.begin, end);
      EXPECT_LT(span.begin, span.end);
      end = span.end;
      sampled += span.kind == SpanKind::kSampled ? span.size() : 0;
      if (span.kind != SpanKind::kTool) continue;
      const auto begin = episode.tokens.begin();
      const std::string reply = school_.tokenizer.decode(
          std::vector<TokenId>(begin + span.begin, begin + span.end), false);
      // A turn that ends with no special token is closed as the template does.
      const TokenId last = episode.tokens[static_cast<size_t>(span.begin) - 1];
      const std::string closing = school_.tokenizer.is_special(last) ? "" : "<|end|>";
      EXPECT_TRUE(reply.starts_with(closing + "<|user|><tool_response>")) << reply;
      EXPECT_TRUE(reply.ends_with("</tool_response><|end|><|assistant|>")) << reply;
      ASSERT_LT(replies, static_cast<int64_t>(episode.calls.size()));
      EXPECT_NE(reply.find(episode.calls[static_cast<size_t>(replies++)].result), reply.npos);
    }
    EXPECT_EQ(end, static_cast<int64_t>(episode.tokens.size()));
    EXPECT_EQ(static_cast<int64_t>(episode.behaviour_logprobs.size()), sampled);
    EXPECT_EQ(episode.completion.find("<tool_response>"), std::string::npos);
  }

  SmallSchool school_;
  std::unique_ptr<tools::ToolUse> tools_;
  std::unique_ptr<episodes::Learner> learner_;
};

TEST_P(ToolMasks, OnlyDrawnTokensArePredicted) {
  use("forced_tool_share = 0.75\nmax_calls_per_turn = 1");
  auto groups = play(8);
  int64_t replies = 0, forced = 0;
  for (episodes::EpisodeGroup& group : groups)
    for (Episode& episode : group) {
      check(episode);
      for (const Span& span : episode.spans) {
        replies += span.kind == SpanKind::kTool;
        forced += span.kind == SpanKind::kForced;
      }
    }
  EXPECT_EQ(forced, 18);
  EXPECT_GT(replies, 5);
  const auto chosen = rollouts::trainable(groups, false);
  for (const rollouts::Packed& packed :
       rollouts::pack(chosen, 100000, [](double) { return 1.0; })) {
    for (size_t s = 0; s < packed.members.size(); ++s)
      for (const Span& span : packed.members[s]->spans)
        for (int64_t t = span.begin; t < span.end; ++t) {
          const auto at = static_cast<size_t>(packed.batch.cu_seqlens[s] + t);
          EXPECT_EQ(packed.batch.predicted[at] != 0, span.kind == SpanKind::kSampled);
        }
  }
}

TEST_P(ToolMasks, BranchesAreKept) {
  use("forced_tool_share = 0.25\nforced_no_tool_share = 0.25");
  const auto call = tools_->forced_call();
  for (const episodes::EpisodeGroup& group : play(8)) {
    ASSERT_EQ(group.size(), 8U);
    for (size_t i = 0; i < 8; ++i) {
      const Episode& episode = group[i];
      EXPECT_EQ(episode.branch, i < 2 ? "tool" : i < 6 ? "" : "no_tool");
      check(episode);
      if (episode.branch == "no_tool") {
        EXPECT_TRUE(episode.calls.empty());
        EXPECT_EQ(episode.completion.find("<tool_call>"), std::string::npos);
      }
      if (episode.branch != "tool") continue;
      EXPECT_EQ(episode.spans[1].kind, SpanKind::kForced);
      EXPECT_TRUE(
          std::equal(call.begin(), call.end(), episode.tokens.begin() + episode.spans[1].begin));
      EXPECT_TRUE(episode.completion.starts_with("<tool_call>"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ToolMasks, testing::Range(0, 5));

}  // namespace
}  // namespace dragoman::training
