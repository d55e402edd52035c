#include "text/bpe_trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "base/parallel.h"
#include "base/random.h"
#include "text/bpe_merges.h"

namespace dragoman::text {
namespace {

// Sentences of invented words, frequent ones first, with numbers and signs.
std::vector<std::string> corpus(uint64_t seed, int lines) {
  static constexpr const char* kSyllables[] = {"ka", "lo", "mi", "ré", "tö", "su",  "ny", "ша",
                                               "ди", "ве", "灯", "मा", "ب",  "sch", "tr", "e"};
  Rng rng(seed);
  std::vector<std::string> words(400);
  for (std::string& word : words)
    for (uint64_t n = 1 + rng.below(4); n > 0; --n) word += kSyllables[rng.below(16)];
  std::vector<std::string> texts(static_cast<size_t>(lines));
  for (std::string& text : texts) {
    for (uint64_t n = 3 + rng.below(12); n > 0; --n) {
      if (!text.empty()) text += rng.below(20) == 0 ? ", " : " ";
      text += words[rng.below(1 + rng.below(400))];
      if (rng.below(15) == 0) text += " " + std::to_string(rng.below(3000));
    }
    text += rng.below(2) == 0 ? "." : " …'s  \t";
  }
  return texts;
}

std::string trained_file(const BpeTrainerConfig& config, const std::vector<std::string>& texts) {
  BpeTrainer trainer(config);
  trainer.add(texts);
  const Path folder = Path(testing::TempDir()) / "dragoman_trainer";
  trainer.train().save(folder);
  std::string file = read_file(folder / "tokenizer.json");
  std::filesystem::remove_all(folder);
  return file;
}

LearnedTokens learn(const std::vector<CountedWord>& words, const MergeLimits& limits) {
  return learn_merges(words, {}, limits);
}

TEST(LearnMerges, TakesTheMostFrequentPairThenTheSmallestIds) {
  // "ab" and "cd" tie at 5; a and b have the smaller ids.
  const LearnedTokens learned = learn({{"cd", 5}, {"ab", 5}, {"xyz", 9}}, {.vocabulary_size = 260});
  ASSERT_EQ(learned.tokens.size(), 260u);
  EXPECT_EQ(learned.tokens[256], "xy");
  EXPECT_EQ(learned.tokens[257], "xyz");
  EXPECT_EQ(learned.tokens[258], "ab");
  EXPECT_EQ(learned.tokens[259], "cd");
}

TEST(LearnMerges, StopsAtTheLeastFrequency) {
  EXPECT_EQ(
      learn({{"ab", 3}, {"cd", 2}}, {.vocabulary_size = 999, .min_frequency = 3}).merges.size(),
      1u);
}

TEST(LearnMerges, KeepsTokensShorterThanTheLimit) {
  const LearnedTokens learned =
      learn({{"abcdefgh", 9}}, {.vocabulary_size = 999, .max_token_length = 4});
  for (const std::string& token : learned.tokens) EXPECT_LE(token.size(), 4u);
  EXPECT_FALSE(learned.merges.empty());
}

// The same by recounting everything at every step.
std::vector<std::string> by_recounting(const std::vector<CountedWord>& words, size_t merges) {
  std::vector<std::vector<std::string>> split;
  for (const CountedWord& word : words) {
    split.emplace_back();
    for (const char c : word.word) split.back().emplace_back(1, c);
  }
  std::vector<std::string> tokens;
  std::map<std::string, size_t> order;  // ids of merged tokens come after all single letters
  const auto id = [&](const std::string& token) {
    return token.size() == 1 ? static_cast<size_t>(token[0]) : 1000 + order.at(token);
  };
  while (tokens.size() < merges) {
    std::map<std::pair<std::string, std::string>, int64_t> counts;
    for (size_t w = 0; w < split.size(); ++w)
      for (size_t i = 0; i + 1 < split[w].size(); ++i)
        counts[{split[w][i], split[w][i + 1]}] += words[w].count;
    const auto better = [&](const auto& a, const auto& b) {
      const auto ids = [&](const auto& entry) {
        return std::pair(id(entry.first.first), id(entry.first.second));
      };
      return a.second != b.second ? a.second < b.second : ids(a) > ids(b);
    };
    const auto best = std::max_element(counts.begin(), counts.end(), better);
    const auto [left, right] = best->first;
    order[left + right] = tokens.size();
    tokens.push_back(left + right);
    for (auto& word : split)
      for (size_t i = 0; i + 1 < word.size(); ++i)
        if (word[i] == left && word[i + 1] == right) {
          word[i] += right;
          word.erase(word.begin() + static_cast<ptrdiff_t>(i) + 1);
        }
  }
  return tokens;
}

TEST(LearnMerges, AgreesWithRecountingEverything) {
  const std::vector<CountedWord> words = {{"banana", 7}, {"bandana", 4}, {"cabana", 5},
                                          {"aaaa", 6},   {"abab", 3},    {"nab", 2}};
  const std::vector<std::string> expected = by_recounting(words, 9);
  const LearnedTokens learned = learn(words, {.vocabulary_size = 256 + 9});
  EXPECT_EQ(std::vector<std::string>(learned.tokens.begin() + 256, learned.tokens.end()), expected);
}

TEST(BpeTrainer, ThreadsAndBatchesDoNotMatter) {
  const std::vector<std::string> texts = corpus(1, 6000);
  const BpeTrainerConfig config{.vocab_size = 700};
  const int64_t before = thread_count();
  set_thread_count(1);
  const std::string one = trained_file(config, texts);
  set_thread_count(3);
  EXPECT_EQ(trained_file(config, texts), one);
  set_thread_count(before);
  BpeTrainer trainer(config);
  trainer.add(std::span(texts).first(17));
  trainer.add(std::span(texts).subspan(17));
  const Tokenizer tokenizer = trainer.train();
  EXPECT_EQ(tokenizer.vocabulary_size(), 700);
}

TEST(BpeTrainer, SpecialTokensComeFirstAndBytesNext) {
  BpeTrainer trainer({.vocab_size = 300});
  trainer.add(corpus(2, 50));
  const Tokenizer tokenizer = trainer.train();
  EXPECT_EQ(tokenizer.token(0), kEndOfText);
  EXPECT_EQ(tokenizer.token(4), kEnd);
  EXPECT_EQ(tokenizer.token(5), "!");
  EXPECT_EQ(tokenizer.token(260), "Ń");
  EXPECT_EQ(tokenizer.special_token("pad_token"), 0);
  const std::string talk = "<|user|>ka lo<|end|><|assistant|>";
  const std::vector<TokenId> ids = tokenizer.encode(talk, false);
  EXPECT_EQ(ids.front(), 2);
  EXPECT_EQ(ids[ids.size() - 2], 4);
  EXPECT_EQ(ids.back(), 3);
}

TEST(BpeTrainer, RepeatedSpecialTokensAreRefused) {
  EXPECT_THROW(BpeTrainer({.special_tokens = {"<a>", "<a>"}}), Error);
}

// Runs tests/oracles/tokenizers_oracle.py with the reference packages.
void expect_oracle_agrees(const BpeTrainerConfig& config) {
  const char* python = std::getenv("DRAGOMAN_ORACLES");
  if (python == nullptr) GTEST_SKIP() << "DRAGOMAN_ORACLES names no Python with tokenizers";
  const Path folder = Path(testing::TempDir()) / ("dragoman_oracle_" + config.pre_tokenizer);
  std::filesystem::remove_all(folder);
  const std::vector<std::string> texts = corpus(3, 3000);
  BpeTrainer trainer(config);
  trainer.add(texts);
  const Tokenizer tokenizer = trainer.train();
  tokenizer.save(folder);
  write_file(folder / "chat_template.jinja", compact_chat_template());
  std::string rows;
  for (const std::string& text : texts)
    rows += to_line({{"text", text}, {"ids", tokenizer.encode(text, true)}}) + "\n";
  write_file(folder / "rows.jsonl", rows);
  const std::string talk = "<|system|>s\n<|end|><|user|> {{ x }} <|end|><|assistant|>y<|end|>";
  write_file(folder / "talk.json", to_line({{"text", talk}, {"prompt", talk + "<|assistant|>"}}));
  write_file(folder / "config.json", R"({"model_type": "qwen3"})");
  const std::string command =
      fmt::format("{} {}/tests/oracles/tokenizers_oracle.py {} {} {} {}", python,
                  DRAGOMAN_SOURCE_FOLDER, folder.string(), config.vocab_size, config.min_frequency,
                  config.max_token_length.value_or(0));
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::filesystem::remove_all(folder);
}

TEST(BpeTrainerOracle, Gpt2) {
  expect_oracle_agrees({.vocab_size = 900, .min_frequency = 0, .pre_tokenizer = "gpt2"});
}
TEST(BpeTrainerOracle, Qwen2) {
  expect_oracle_agrees(
      {.vocab_size = 1500, .min_frequency = 5, .pre_tokenizer = "qwen2", .normalizer = "NFC"});
}
TEST(BpeTrainerOracle, Llama3) {
  expect_oracle_agrees({.vocab_size = 800, .max_token_length = 6, .pre_tokenizer = "llama3"});
}

}  // namespace
}  // namespace dragoman::text
