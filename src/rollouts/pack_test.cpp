#include "rollouts/pack.h"

#include <gtest/gtest.h>

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using episodes::EpisodeGroup;
using episodes::SpanKind;

// A prompt of `prompt` tokens, `sampled` sampled ones, a tool's answer of two, one more sampled.
Episode conversation(int64_t prompt, int64_t sampled, int64_t group) {
  Episode episode;
  const int64_t size = prompt + sampled + 3;
  for (int64_t t = 0; t < size; ++t) episode.tokens.push_back(static_cast<TokenId>(t + 10 * group));
  episode.spans = {{SpanKind::kPrompt, 0, prompt, 0},
                   {SpanKind::kSampled, prompt, prompt + sampled, 3},
                   {SpanKind::kTool, prompt + sampled, prompt + sampled + 2, 0},
                   {SpanKind::kSampled, size - 1, size, 3}};
  for (int64_t i = 0; i <= sampled; ++i) {
    episode.behaviour_logprobs.push_back(static_cast<float>(-i - 1));
    episode.advantages.push_back(static_cast<float>(group + 1));
  }
  episode.group = group;
  return episode;
}

std::vector<EpisodeGroup> some_groups() {
  return {{conversation(3, 2, 0), conversation(3, 5, 0)}, {conversation(1, 4, 1)}};
}

TEST(Pack, TrainsOnSampledTokensOnly) {
  auto groups = some_groups();
  const auto chosen = trainable(groups, false);
  for (const Packed& packed : pack(chosen, 1000, [](double length) { return 1.0 / length; })) {
    for (size_t s = 0; s < packed.members.size(); ++s) {
      const Episode& episode = *packed.members[s];
      for (const episodes::Span& span : episode.spans) {
        for (int64_t t = span.begin; t < span.end; ++t) {
          const int64_t at = packed.batch.cu_seqlens[s] + t;
          const bool sampled = span.kind == SpanKind::kSampled;
          EXPECT_EQ(packed.batch.predicted[at], sampled ? 1 : 0);
          EXPECT_EQ(packed.batch.weights[at] > 0.0F, sampled);
          EXPECT_EQ(packed.batch.tokens[at], episode.tokens[t]);
        }
      }
    }
  }
}

TEST(Pack, KeepsGroupsTogetherInBatchesThatAreEquallyFull) {
  std::vector<EpisodeGroup> groups(6);
  for (int64_t g = 0; g < 6; ++g)
    for (int64_t i = 0; i < 4; ++i) groups[g].push_back(conversation(3, 2 + g + i, g));
  const auto chosen = trainable(groups, false);
  int64_t total = 0;
  for (const Episode* episode : chosen) total += static_cast<int64_t>(episode->tokens.size());
  const auto batches = pack(chosen, total - 1, [](double) { return 1.0; });
  ASSERT_EQ(batches.size(), 2U);
  for (const Packed& packed : batches) {
    EXPECT_LT(packed.batch.size(), total * 6 / 10);
    for (size_t s = 0; s < packed.members.size(); s += 4)
      EXPECT_EQ(packed.members[s]->group, packed.members[s + 3]->group);
  }
}

TEST(Pack, KeepsToItsBudgetAndLosesNothing) {
  auto groups = some_groups();
  const auto chosen = trainable(groups, false);
  size_t members = 0;
  for (const Packed& packed : pack(chosen, 11, [](double) { return 1.0; })) {
    EXPECT_TRUE(packed.batch.size() <= 11 || packed.members.size() == 1);
    members += packed.members.size();
  }
  EXPECT_EQ(members, chosen.size());
}

TEST(Pack, ColumnsComeBackToTheirEpisodes) {
  auto groups = some_groups();
  const auto chosen = trainable(groups, false);
  for (const Packed& packed : pack(chosen, 1000, [](double) { return 1.0; }))
    unpack(packed, packed.batch.behaviour_logprobs, &Episode::old_logprobs);
  for (const Episode* episode : chosen)
    EXPECT_EQ(episode->old_logprobs, episode->behaviour_logprobs);
}

TEST(Trainable, LeavesOutFailedAndMaskedEpisodes) {
  auto groups = some_groups();
  groups[0][0].status = episodes::Status::kFailed;
  groups[1][0].status = episodes::Status::kTruncated;
  EXPECT_EQ(trainable(groups, false).size(), 2U);
  EXPECT_EQ(trainable(groups, true).size(), 1U);
}

TEST(Count, AddsUpSequencesAndSampledTokens) {
  auto groups = some_groups();
  const auto counts = count(trainable(groups, false));
  EXPECT_EQ(counts.sequences, 3.0);
  EXPECT_EQ(counts.tokens, 3.0 + 6.0 + 5.0);
}

}  // namespace
}  // namespace dragoman::rollouts
