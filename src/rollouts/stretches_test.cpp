#include "rollouts/stretches.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "config/recipe.h"
#include "text/bpe_trainer.h"
#include "text/chat_tokens.h"

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using episodes::SpanKind;

class Stretches : public testing::Test {
 protected:
  Stretches() : tokenizer_(trained()) {}

  static text::Tokenizer trained() {
    text::BpeTrainerConfig config;
    config.vocab_size = 330;
    text::BpeTrainer trainer(config);
    const std::vector<std::string> lines = {"the old stone", "older öl höhle", "日本語の本"};
    trainer.add(lines);
    return trainer.train();
  }

  // A prompt of two tokens, then turns of the policy with a tool's three tokens between them.
  Episode episode_of(const std::vector<std::vector<TokenId>>& turns) const {
    Episode episode;
    const auto add = [&](SpanKind kind, const std::vector<TokenId>& tokens) {
      const auto begin = static_cast<int64_t>(episode.tokens.size());
      episode.tokens.insert(episode.tokens.end(), tokens.begin(), tokens.end());
      episode.spans.push_back({kind, begin, static_cast<int64_t>(episode.tokens.size()), 0});
    };
    add(SpanKind::kPrompt, {40, 41});
    for (size_t i = 0; i < turns.size(); ++i) {
      if (i > 0) add(SpanKind::kTool, {50, 51, 52});
      add(SpanKind::kSampled, turns[i]);
    }
    return episode;
  }

  std::vector<TokenId> ended(const std::string& text) const {
    std::vector<TokenId> tokens = tokenizer_.encode(text, false);
    tokens.push_back(*tokenizer_.token_id(text::kEnd));
    return tokens;
  }

  text::Tokenizer tokenizer_;
};

// Every stretch of every text belongs to the tokens whose own bytes lie in it, and to no others.
TEST_F(Stretches, BelongToExactlyTheTokensThatWroteThem) {
  for (const std::string text : {"the old stone", " höhle 日本語 öl!", "本", "a  b\tc"}) {
    const Episode episode = episode_of({ended(text)});
    const Spoken spoken(episode, tokenizer_);
    ASSERT_EQ(spoken.text(), text);
    for (size_t begin = 0; begin < text.size(); ++begin) {
      for (size_t end = begin + 1; end <= text.size(); ++end) {
        const Spoken::Range range = spoken.tokens_of(begin, end);
        size_t at = 0;
        std::vector<int64_t> expected;
        for (size_t t = 2; t < episode.tokens.size(); ++t) {
          const size_t size = tokenizer_.token_bytes(episode.tokens[t], t == 2).size();
          if (size > 0 && at < end && at + size > begin)
            expected.push_back(static_cast<int64_t>(t));
          at += size;
        }
        ASSERT_FALSE(expected.empty());
        EXPECT_EQ(range.begin, expected.front());
        EXPECT_EQ(range.end, expected.back() + 1);
      }
    }
  }
}

TEST_F(Stretches, AreFoundInTheTurnThatSaidThem) {
  const std::vector<TokenId> first = ended("the old"), second = ended("stone");
  const Episode episode = episode_of({first, second});
  const Spoken spoken(episode, tokenizer_);
  EXPECT_EQ(spoken.text(), "the old\nstone");
  const Spoken::Range range = spoken.tokens_of(8, 13);
  EXPECT_EQ(range.begin, static_cast<int64_t>(2 + first.size() + 3));
  EXPECT_EQ(range.end, static_cast<int64_t>(2 + first.size() + 3 + second.size() - 1));
}

TEST_F(Stretches, OfBrokenCharactersBelongToAllTheirTokens) {
  std::vector<TokenId> tokens = tokenizer_.encode("a", false);
  const std::string euro = "€";  // three tokens of one byte each
  const std::vector<TokenId> bytes = tokenizer_.encode(euro, false);
  ASSERT_EQ(bytes.size(), 3U);
  tokens.insert(tokens.end(), bytes.begin(), bytes.begin() + 2);
  const std::vector<TokenId> rest = tokenizer_.encode("b", false);
  tokens.insert(tokens.end(), rest.begin(), rest.end());
  const Spoken spoken(episode_of({tokens}), tokenizer_);
  EXPECT_EQ(spoken.text(), tokenizer_.decode(tokens, true));
  const size_t broken = spoken.text().find("\xEF\xBF\xBD");
  ASSERT_NE(broken, std::string::npos);
  const Spoken::Range range = spoken.tokens_of(broken, broken + 1);
  EXPECT_LE(range.begin, 3);
  EXPECT_GE(range.end, 5);
}

TEST_F(Stretches, OfWordsEarnTheirTokensCredit) {
  data::Row row;
  row.references = {"the cold stone"};
  const std::vector<data::Row> rows{row};
  const auto part = config::read_text<rewards::RewardPart>("name = \"word_match\"\nweight = 2.0");
  const rewards::RewardSet set({part}, {}, {rows});
  std::vector<episodes::EpisodeGroup> groups(1);
  groups[0].push_back(episode_of({ended("the old stone")}));
  groups[0][0].labels.row = 0;
  groups[0][0].hypothesis = "the old stone";
  groups[0].push_back(groups[0][0]);
  groups[0][1].hypothesis = "something else";
  EXPECT_EQ(credit_stretches(groups, rows, tokenizer_, set), 1);
  const auto& credits = groups[0][0].credits;
  ASSERT_EQ(credits.size(), 3U);
  const double values[] = {2.0, -2.0, 2.0};
  int64_t next = 2;
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(credits[i].name, "word_match");
    EXPECT_EQ(credits[i].value, values[i]);
    EXPECT_GE(credits[i].begin, next);
    next = credits[i].end;
  }
  EXPECT_TRUE(groups[0][1].credits.empty());
}

}  // namespace
}  // namespace dragoman::rollouts
