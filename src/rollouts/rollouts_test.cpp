#include "rollouts/rollouts.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "config/recipe.h"
#include "rollouts/judge.h"
#include "rollouts/pack.h"
#include "rollouts/statistics.h"
#include "text/bpe_trainer.h"
#include "text/chat_tokens.h"

namespace dragoman::rollouts {
namespace {

using episodes::Completion;
using episodes::Episode;
using episodes::EpisodeGroup;
using episodes::SpanKind;

// Says between one and four of its lines' characters, by each sample's own stream.
class Parrot final : public episodes::Generator {
 public:
  explicit Parrot(const text::Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  std::vector<std::vector<Completion>> generate(
      std::span<const episodes::GenerationRequest> requests,
      const episodes::SamplingSettings& settings) override {
    std::vector<std::vector<Completion>> all;
    for (const episodes::GenerationRequest& request : requests) {
      prompts.push_back(tokenizer_.decode(request.prompt, false));
      all.emplace_back();
      for (int64_t i = 0; i < request.num_return_sequences; ++i) {
        all.back().push_back(say(request.stream.derive("sample", i), settings));
      }
    }
    return all;
  }

  std::vector<std::vector<float>> logprobs(std::span<const std::vector<TokenId>>) override {
    return {};
  }
  int64_t context_length() const override { return 1000; }
  int64_t vocabulary_size() const override { return tokenizer_.vocabulary_size(); }

  std::vector<std::string> prompts;

 private:
  Completion say(Rng rng, const episodes::SamplingSettings& settings) const {
    std::string words = " ";
    for (uint64_t i = rng.below(4) + 1; i > 0; --i) words.push_back("abcd"[rng.below(4)]);
    Completion completion;
    std::vector<TokenId> tokens = tokenizer_.encode(words, false);
    tokens.push_back(*tokenizer_.token_id(text::kEnd));
    const auto limit = static_cast<size_t>(settings.max_completion_length);
    if (tokens.size() > limit) {
      tokens.resize(limit);
      completion.finish = episodes::FinishReason::kLength;
    }
    completion.append(SpanKind::kSampled, tokens);
    for (size_t t = 0; t < completion.tokens.size(); ++t) {
      completion.behaviour_logprobs.push_back(static_cast<float>(-rng.uniform()));
    }
    completion.logprobs = completion.behaviour_logprobs;
    return completion;
  }

  const text::Tokenizer& tokenizer_;
};

class Plain final : public tasks::Task {
 public:
  std::vector<tasks::Message> ask(const data::Row& row) const override {
    return {{"user", "Say: " + row.source}};
  }
  std::string answer(const data::Row&, std::string_view reference) const override {
    return std::string(reference);
  }
  std::string extract(const data::Row&, std::string_view reply) const override {
    return std::string(reply.substr(reply.find_first_not_of(' ')));
  }
};

std::vector<data::Row> some_rows() {
  std::vector<data::Row> rows;
  for (const char* source : {"one", "two", "three", "four"}) {
    data::Row row;
    row.source = source;
    row.references = {"abcd"};
    row.source_language = "en";
    row.target_language = rows.size() % 2 == 0 ? "de" : "fr";
    row.domain = "numbers";
    row.document = "book";
    rows.push_back(row);
  }
  return rows;
}

class Rollouts : public testing::Test {
 protected:
  std::vector<EpisodeGroup> play_rows(const std::vector<int64_t>& indices,
                                      int64_t max_completion_length = 10) {
    std::vector<Question> questions;
    for (const int64_t index : indices) {
      questions.push_back({&rows_[static_cast<size_t>(index)], index});
    }
    PlaySettings settings;
    settings.sampling.max_completion_length = max_completion_length;
    settings.num_generations = 3;
    settings.policy_version = 7;
    return play(parrot_, {task_, tokenizer_, chat_}, questions, settings, Rng(5));
  }

  rewards::RewardSet edit_reward(double max_failed_share = 0.5) {
    const auto part = config::read_text<rewards::RewardPart>("name = \"edit_distance\"");
    rewards::RewardRules rules;
    rules.max_failed_share = max_failed_share;
    return rewards::RewardSet({part}, rules, {.rows = rows_});
  }

  std::vector<data::Row> rows_ = some_rows();
  text::Tokenizer tokenizer_ = text::BpeTrainer(text::BpeTrainerConfig{}).train();  // bytes alone
  templates::ChatTemplate chat_;
  Plain task_;
  Parrot parrot_{tokenizer_};
};

TEST_F(Rollouts, TellOfEveryEpisodeOnce) {
  PlaySettings settings;
  settings.num_generations = 3;
  std::multiset<std::pair<int64_t, const Episode*>> told;
  settings.on_episode = [&](Episode& episode) {
    EXPECT_FALSE(episode.completion.empty());
    told.emplace(episode.labels.row, &episode);
  };
  const std::vector<Question> questions = {{&rows_[2], 2}, {&rows_[0], 0}};
  const auto groups = play(parrot_, {task_, tokenizer_, chat_}, questions, settings, Rng(5));
  EXPECT_EQ(told.size(), 6U);
  for (const EpisodeGroup& group : groups)
    for (const Episode& episode : group)
      EXPECT_EQ(told.count({episode.labels.row, &episode}), 1U);  // and stays where it was
}

TEST_F(Rollouts, MakeAGroupAQuestionWithEverySpanAccountedFor) {
  const auto groups = play_rows({2, 0});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(parrot_.prompts[0], "<|user|>Say: three<|end|><|assistant|>");
  for (const EpisodeGroup& group : groups) {
    ASSERT_EQ(group.size(), 3U);
    for (const Episode& episode : group) {
      ASSERT_EQ(episode.spans.size(), 2U);
      EXPECT_EQ(episode.spans[0].begin, 0);
      EXPECT_EQ(episode.spans[0].end, episode.spans[1].begin);
      EXPECT_EQ(episode.spans[1].kind, SpanKind::kSampled);
      EXPECT_EQ(episode.spans[1].end, static_cast<int64_t>(episode.tokens.size()));
      EXPECT_EQ(episode.spans[1].policy_version, 7);
      EXPECT_EQ(episode.behaviour_logprobs.size(), static_cast<size_t>(episode.sampled_count()));
      EXPECT_EQ(episode.group, group.front().group);
    }
  }
  EXPECT_NE(groups[0][0].group, groups[1][0].group);
  EXPECT_EQ(groups[0][0].labels.row, 2);
  EXPECT_EQ(groups[0][0].labels.direction, "en-de");
  EXPECT_EQ(groups[0][0].labels.document, "book");
}

TEST_F(Rollouts, KeepTheTextWithoutSpecialTokens) {
  for (const EpisodeGroup& group : play_rows({0, 1})) {
    for (const Episode& episode : group) {
      EXPECT_EQ(episode.completion.find("<|"), std::string::npos);
      EXPECT_EQ(episode.completion[0], ' ');
    }
  }
}

TEST_F(Rollouts, DrawTheSameWhateverElseIsAsked) {
  const auto alone = play_rows({1});
  const auto among = play_rows({1, 3, 0});
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(alone[0][i].tokens, among[0][i].tokens);
}

TEST_F(Rollouts, DrawAnewForARowThatIsAskedTwice) {
  const auto groups = play_rows({1, 1});
  bool differ = false;
  for (size_t i = 0; i < 3; ++i) differ = differ || groups[0][i].tokens != groups[1][i].tokens;
  EXPECT_TRUE(differ);
}

TEST_F(Rollouts, MarkWhatHitTheLimitAsTruncated) {
  for (const EpisodeGroup& group : play_rows({0, 1, 2, 3}, 2)) {
    for (const Episode& episode : group) {
      EXPECT_EQ(episode.sampled_count(), 2);
      EXPECT_EQ(episode.status, episodes::Status::kTruncated);
      EXPECT_EQ(episode.finish, episodes::FinishReason::kLength);
    }
  }
}

TEST_F(Rollouts, AreJudgedByTheAnswerThatTheTaskReads) {
  auto groups = play_rows({0, 1});
  judge(groups, rows_, task_, edit_reward());
  for (const EpisodeGroup& group : groups) {
    for (const Episode& episode : group) {
      EXPECT_EQ(" " + episode.hypothesis, episode.completion);
      EXPECT_EQ(episode.rewards.at("edit_distance"), episode.reward);
      EXPECT_GE(episode.reward, 0.0);
      EXPECT_EQ(episode.hypothesis == "abcd", episode.reward == 1.0);
    }
  }
}

TEST_F(Rollouts, StayTruncatedWhenJudgedAndFailWithoutAReward) {
  auto groups = play_rows({0, 1}, 2);
  const rewards::RewardSet rewards = edit_reward(1.0);
  rows_[1].references.clear();
  judge(groups, rows_, task_, rewards);
  EXPECT_EQ(groups[0][0].status, episodes::Status::kTruncated);
  for (const Episode& episode : groups[1]) {
    EXPECT_FALSE(episode.usable());
    EXPECT_NE(episode.why.find("edit_distance"), std::string::npos);
    EXPECT_TRUE(episode.rewards.empty());
  }
  EXPECT_EQ(trainable(groups, false).size(), 3U);
}

TEST_F(Rollouts, PackOneTemperatureABatch) {
  auto groups = play_rows({0, 1});
  groups[0][1].sampling.temperature = 0.5;
  groups[1][2].sampling.temperature = 0.0;
  const auto packed = pack(trainable(groups, false), 1000, [](double) { return 1.0; });
  ASSERT_EQ(packed.size(), 2U);
  EXPECT_EQ(packed[0].batch.temperature, 0.5F);
  EXPECT_EQ(packed[0].members, (std::vector<Episode*>{&groups[0][1]}));
  EXPECT_EQ(packed[1].batch.temperature, 1.0F);
}

TEST_F(Rollouts, SayHowTheyTranslate) {
  auto groups = play_rows({0, 1});
  const std::vector<std::string> answers{"abcd", "ONE ", "", "ab", "ab", "failed"};
  size_t next = 0;
  for (EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      episode.hypothesis = answers[next];
      episode.reward = static_cast<double>(next++);
    }
  }
  groups[1][2].status = episodes::Status::kFailed;
  const auto found = translation_statistics(groups, rows_);
  EXPECT_DOUBLE_EQ(found.at("mt/empty_ratio"), 0.2);
  EXPECT_DOUBLE_EQ(found.at("mt/copy_ratio"), 0.2);
  EXPECT_DOUBLE_EQ(found.at("mt/length_ratio"), (1.0 + 0.75 + 0.0 + 0.5 + 0.5) / 5.0);
  EXPECT_DOUBLE_EQ(found.at("mt/unique_ratio"), (1.0 + 0.5) / 2.0);
  EXPECT_DOUBLE_EQ(found.at("mt/en-fr/reward"), 3.5);
  EXPECT_DOUBLE_EQ(found.at("mt/en-de/copy_ratio"), 1.0 / 3.0);
}

}  // namespace
}  // namespace dragoman::rollouts
