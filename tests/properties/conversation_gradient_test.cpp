// A law of every algorithm: what tools wrote and what was forced is read by the policy and trained
// on by none, from the engine's tokens through packing to the loss.
#include <gtest/gtest.h>

#include "algorithms/catalog.h"
#include "episodes/conversation.h"
#include "rollouts/pack.h"
#include "rollouts/rollouts.h"
#include "small_school.h"

namespace dragoman::training {
namespace {

using episodes::Episode;
using episodes::SpanKind;

const auto kEvenly = [](double) { return 1.0; };

// A tool that answers each turn with an end token between two others.
class Tool final : public episodes::Conversation {
 public:
  explicit Tool(TokenId end) : end_(end) {}

  episodes::Reply reply(const episodes::Turn&) override {
    return {episodes::Reply::Kind::kTokens, {40, end_, 41}};
  }

 private:
  TokenId end_;
};

class ConversationGradient : public testing::TestWithParam<std::string> {
 protected:
  ConversationGradient() {
    // Many end tokens, so that turns end.
    Json ends = {school_.end};
    for (TokenId id = 0; id < school_.tokenizer.vocabulary_size(); id += 4) ends.push_back(id);
    learner_ = nn::tiny_learner(school_.model({{"eos_token_id", ends}}));
  }

  // Six episodes with tool answers, half of which begin with forced tokens; rewards differ.
  std::vector<episodes::EpisodeGroup> play() {
    Tool tool(school_.end);
    const rollouts::Question question{
        &school_.rows[0], 0, {{}, {50, school_.end, 51}, {}, {52}, {}, {53, 54}}};
    rollouts::PlaySettings settings;
    settings.num_generations = 6;
    settings.sampling.max_completion_length = 30;
    settings.conversation = &tool;
    auto groups =
        rollouts::play(learner_->generator(), school_.player(), {&question, 1}, settings, Rng(8));
    for (size_t i = 0; i < groups[0].size(); ++i) groups[0][i].reward = static_cast<double>(i * i);
    return groups;
  }

  SmallSchool school_;
  std::unique_ptr<episodes::Learner> learner_;
};

TEST_P(ConversationGradient, IsZeroWhereThePolicyDidNotDraw) {
  auto groups = play();
  const auto algorithm =
      config::read_text<AlgorithmSection>("name = \"" + GetParam() + "\"").algorithm.make();
  const auto chosen = rollouts::trainable(groups, false);
  ASSERT_EQ(chosen.size(), 6U);
  for (const rollouts::Packed& packed : rollouts::pack(chosen, 100000, kEvenly))
    rollouts::unpack(packed, learner_->evaluate(packed.batch, {}).logprob,
                     &Episode::reference_logprobs);
  for (auto& group : groups)
    for (Episode& episode : group)
      episode.values.assign(static_cast<size_t>(episode.sampled_count()), 0.1F);
  algorithm->assign_advantages(groups);
  const auto packs = rollouts::pack(chosen, 100000, kEvenly);
  int64_t tool = 0, forced = 0, moved = 0;
  for (const rollouts::Packed& packed : packs) {
    const auto current = learner_->forward(packed.batch, algorithm->needs());
    const auto report = algorithm->loss(packed.batch, current);
    for (size_t s = 0; s < packed.members.size(); ++s) {
      for (const episodes::Span& span : packed.members[s]->spans) {
        tool += span.kind == SpanKind::kTool;
        forced += span.kind == SpanKind::kForced;
        for (int64_t t = span.begin; t < span.end; ++t) {
          const int64_t at = packed.batch.cu_seqlens[s] + t;
          const bool moves = report.gradients.logprob[at] != 0.0F;
          moved += moves;
          EXPECT_TRUE(!moves || span.kind == SpanKind::kSampled);
          EXPECT_NEAR(current.logprob[at], packed.batch.behaviour_logprobs[at], 1e-5);
        }
      }
    }
  }
  EXPECT_GT(tool, 6);
  EXPECT_EQ(forced, 3);
  EXPECT_GT(moved, 20);
}

std::vector<std::string> all_algorithms() {
  std::vector<std::string> names;
  for (const std::string_view name : algorithms::catalog().names()) names.emplace_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Algorithms, ConversationGradient, testing::ValuesIn(all_algorithms()));

}  // namespace
}  // namespace dragoman::training
