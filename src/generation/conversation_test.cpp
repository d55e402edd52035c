// Replies and forced tokens in the scheduler: they are computed where they stand, and nobody else
// notices.
#include "episodes/conversation.h"

#include <gtest/gtest.h>

#include "generation/schedules_for_tests.h"

namespace dragoman::generation {
namespace {

// Answers by what was said so far alone, sooner or later.
class Chatter final : public episodes::Conversation {
 public:
  explicit Chatter(bool hesitates) : hesitates_(hesitates) {}

  episodes::Reply reply(const episodes::Turn& turn) override {
    using Kind = episodes::Reply::Kind;
    EXPECT_EQ(turn.completion.tokens.back(), kEnd);
    if (hesitates_ && ++asked_ % 4 != 0) return {Kind::kLater};
    uint64_t heard = 0;
    for (const TokenId token : turn.completion.tokens) heard = heard * 31 + token + 1;
    Rng rng(heard);
    if (rng.uniform() < 0.2) return {Kind::kEnd};
    if (rng.uniform() < 0.2) return {Kind::kTool};
    episodes::Reply reply{Kind::kTokens};
    for (uint64_t more = rng.below(12); more > 0; --more)
      reply.tokens.push_back(static_cast<TokenId>(rng.below(kVocabulary)));
    if (rng.uniform() < 0.3) reply.writer = episodes::SpanKind::kForced;
    return reply;
  }
  void wait() override { ++waits; }

  int waits = 0;

 private:
  bool hesitates_;
  int asked_ = 0;
};

std::vector<GenerationRequest> conversations(uint64_t seed, episodes::Conversation* conversation) {
  auto requests = mixed_requests(seed, 12);
  Rng rng = Rng(seed).derive("forced");
  for (GenerationRequest& request : requests) {
    request.conversation = conversation;
    for (uint64_t i = rng.below(4); i > 0; --i) {
      std::vector<TokenId>& forced = request.forced.emplace_back();
      for (uint64_t more = rng.below(20); more > 0; --more)
        forced.push_back(static_cast<TokenId>(rng.below(kVocabulary)));
    }
  }
  return requests;
}

TEST(Conversation, ConversationsAreTheSameWhateverTheMemoryAndTheHesitation) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    Chatter prompt_one(false), slow(true);
    const auto expected =
        play(conversations(seed, &prompt_one), 80, {10000, 1000, 10000}).completions;
    Rng rng(seed);
    const SchedulerLimits tight{static_cast<int64_t>(rng.below(60)),
                                1 + static_cast<int64_t>(rng.below(8)),
                                1 + static_cast<int64_t>(rng.below(20))};
    EXPECT_EQ(play(conversations(seed, &slow), 80, tight).completions, expected) << "seed " << seed;
  }
}

TEST(Conversation, CompletionsSayWhoWroteWhat) {
  Chatter chatter(true);
  int tools = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto requests = conversations(seed, &chatter);
    const auto completions = play(requests, 80, {10000, 1000, 512}).completions;
    for (size_t r = 0; r < requests.size(); ++r) {
      for (size_t i = 0; i < completions[r].size(); ++i) {
        const episodes::Completion& completion = completions[r][i];
        EXPECT_LE(completion.tokens.size(), 80U);
        int64_t end = 0, sampled = 0;
        for (const episodes::Span& span : completion.spans) {
          EXPECT_EQ(span.begin, end);
          EXPECT_LT(span.begin, span.end);
          end = span.end;
          if (span.kind == episodes::SpanKind::kSampled) sampled += span.size();
        }
        EXPECT_EQ(end, static_cast<int64_t>(completion.tokens.size()));
        EXPECT_EQ(completion.spans.back().kind, episodes::SpanKind::kSampled);
        EXPECT_EQ(completion.logprobs.size(), static_cast<size_t>(sampled));
        EXPECT_EQ(completion.behaviour_logprobs.size(), static_cast<size_t>(sampled));
        tools += completion.finish == episodes::FinishReason::kTool;
        if (i < requests[r].forced.size() && !requests[r].forced[i].empty()) {
          const auto& forced = requests[r].forced[i];
          EXPECT_EQ(completion.spans[0].kind, episodes::SpanKind::kForced);
          EXPECT_TRUE(std::equal(forced.begin(), forced.end(), completion.tokens.begin()));
        }
      }
    }
  }
  EXPECT_GT(tools, 0);
}

TEST(Conversation, ALongReplyIsComputedInPiecesBesideTheOthers) {
  class Monologue final : public episodes::Conversation {
   public:
    episodes::Reply reply(const episodes::Turn& turn) override {
      if (turn.completion.tokens.size() > 200) return {};
      return {episodes::Reply::Kind::kTokens, std::vector<TokenId>(200, kEnd)};
    }
  } monologue;
  Game game({100, 10, 16});
  GenerationRequest request{{1, 2, 3}, 1, Rng(1)};
  request.conversation = &monologue;
  game.scheduler.add(request, {.max_completion_length = 1000});
  game.play_to_the_end();
  const episodes::Completion& completion = game.finished.at(0)[0];
  const auto sampled = static_cast<int64_t>(completion.logprobs.size());
  EXPECT_EQ(completion.tokens.size(), static_cast<size_t>(sampled + 200));
  EXPECT_EQ(game.rows, 3 + sampled - 1 + 200);
  EXPECT_EQ(game.steps, sampled + 200 / 16);
  EXPECT_EQ(completion.finish, episodes::FinishReason::kStop);
}

TEST(Conversation, AReplyThatLeavesNoRoomEndsTheSample) {
  class Talkative final : public episodes::Conversation {
   public:
    episodes::Reply reply(const episodes::Turn&) override {
      return {episodes::Reply::Kind::kTokens, std::vector<TokenId>(1000, 5)};
    }
  } talkative;
  GenerationRequest request{{1, 2, 3}, 1, Rng(1)};
  request.conversation = &talkative;
  const auto completion = play({&request, 1}, 1000, {10000, 10, 512}).completions[0][0];
  EXPECT_EQ(completion.finish, episodes::FinishReason::kLength);
  EXPECT_EQ(completion.tokens.back(), kEnd);
}

}  // namespace
}  // namespace dragoman::generation
