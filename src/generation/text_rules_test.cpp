// Settings through the whole engine, on a tiny model: draws against the exact distribution of its
// logits, stop texts, constraints.
#include "episodes/text_rules.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "base/error.h"
#include "episodes/backend.h"
#include "generation/distributions_for_tests.h"

namespace dragoman::generation {
namespace {

using episodes::Completion;
using episodes::FinishReason;
using episodes::GenerationRequest;
using episodes::SamplingSettings;
using episodes::TextRules;

constexpr int64_t kTokenCount = 97;
const std::vector<TokenId> kEnd = {1};

std::unique_ptr<episodes::Generator> tiny_generator(const Json& end_token = 1) {
  const Json config = {{"model_type", "llama"},
                       {"vocab_size", kTokenCount},
                       {"hidden_size", 32},
                       {"intermediate_size", 48},
                       {"num_hidden_layers", 2},
                       {"num_attention_heads", 4},
                       {"head_dim", 8},
                       {"max_position_embeddings", 64},
                       {"initializer_range", 0.3},
                       {"eos_token_id", end_token}};
  return episodes::backend().make_generator({"", config, 5, "float32"});
}

// Ids 0 and 1 are special; behind them all texts of one to three of the letters a, b, c.
text::Tokenizer abc_tokenizer() {
  Json vocabulary = {{"<pad>", 0}, {"</s>", 1}}, added = Json::array();
  for (const char* special : {"<pad>", "</s>"})
    added.push_back({{"id", vocabulary[special]},
                     {"content", special},
                     {"special", true},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", false}});
  std::vector<std::string> words{""};
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) vocabulary[words[i]] = vocabulary.size();
    if (words[i].size() < 3)
      for (const char c : {'a', 'b', 'c'}) words.push_back(words[i] + c);
  }
  const Json file = {
      {"version", "1.0"},
      {"added_tokens", added},
      {"decoder", {{"type", "Fuse"}}},
      {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
  return text::Tokenizer::parse(to_line(file), "", "abc");
}

// The model's logprobs of every token behind `ids`; they are logits, too.
std::vector<float> next_logprobs(episodes::Generator& generator, std::vector<TokenId> ids) {
  std::vector<std::vector<TokenId>> sequences;
  ids.push_back(0);
  for (TokenId token = 0; token < kTokenCount; ++token) {
    ids.back() = token;
    sequences.push_back(ids);
  }
  std::vector<float> found;
  for (const std::vector<float>& logprobs : generator.logprobs(sequences))
    found.push_back(logprobs.back());
  return found;
}

// All but the repetition penalty, which depends on what normalization takes away.
std::vector<NamedSettings> engine_settings() {
  std::vector<NamedSettings> all = settings_for_tests();
  for (NamedSettings& one : all) one.settings.repetition_penalty = 1.0;
  return all;
}

TEST(Decoding, DrawsAsOftenAsEachSettingSays) {
  constexpr int64_t kSamples = 3000;
  const auto generator = tiny_generator();
  const std::vector<TokenId> begun{3, 12, 9, 2, 9, 2};
  GenerationRequest request{{3, 9}, kSamples, Rng(8)};
  request.forced.assign(kSamples, begun);
  std::vector<TokenId> history = request.prompt;
  history.insert(history.end(), begun.begin(), begun.end());
  const std::vector<float> logits = next_logprobs(*generator, history);
  for (auto [name, settings] : engine_settings()) {
    SCOPED_TRACE(name);
    settings.max_completion_length = static_cast<int64_t>(begun.size()) + 1;
    const auto p = exact_distribution(logits, settings, {history, 2}, kEnd);
    std::vector<double> counts(logits.size(), 0.0);
    const auto completions = generator->generate({&request, 1}, settings);
    for (const Completion& completion : completions[0]) {
      const TokenId token = completion.tokens.back();
      counts[token] += 1.0;
      ASSERT_NEAR(completion.behaviour_logprobs[0], std::log(p[token]), 1e-4);
      ASSERT_NEAR(completion.logprobs[0], logits[token], 1e-4);
    }
    expect_follows(counts, p);
    settings.temperature = 0.0;
    const TokenId best = generator->generate({&request, 1}, settings)[0][0].tokens.back();
    settings.temperature = 1.0;
    const auto whole = exact_distribution(logits, settings, {history, 2}, kEnd);
    EXPECT_EQ(best, std::max_element(whole.begin(), whole.end()) - whole.begin());
  }
}

class DecodingText : public ::testing::Test {
 protected:
  std::vector<Completion> play(const SamplingSettings& settings, int64_t samples = 200,
                               episodes::Generator* generator = nullptr) {
    rules_ = TextRules::make(settings, tokenizer_, kTokenCount);
    GenerationRequest request{{3, 9, 4}, samples, Rng(2)};
    request.text_rules = rules_;
    return (generator ? *generator : *generator_).generate({&request, 1}, settings)[0];
  }
  std::string text_of(const Completion& completion) const {
    return tokenizer_.decode(completion.tokens, /*skip_special_tokens=*/true);
  }

  std::unique_ptr<episodes::Generator> generator_ = tiny_generator();
  text::Tokenizer tokenizer_ = abc_tokenizer();
  std::shared_ptr<const TextRules> rules_;
};

TEST_F(DecodingText, HoldsNoForbiddenTextHoweverTokensDivideIt) {
  SamplingSettings settings{.max_completion_length = 30};
  const std::vector<std::string> words = {"abca", "ccb", "bb"};
  int held = 0;
  for (const Completion& completion : play(settings))
    held += text_of(completion).find("abca") != std::string::npos;
  EXPECT_GT(held, 0);
  settings.bad_words = words;
  for (const bool also_pattern : {false, true}) {
    if (also_pattern) settings.structured_outputs_regex = "(ab|c|a)*";
    size_t longest = 0;
    for (const Completion& completion : play(settings)) {
      const std::string text = text_of(completion);
      for (const std::string& word : words) EXPECT_EQ(text.find(word), std::string::npos) << text;
      if (also_pattern) {
        EXPECT_TRUE(std::regex_match(text + "b", std::regex("(ab|c|a)*b?")));
      }
      longest = std::max(longest, text.size());
      if (completion.finish == FinishReason::kStop) {
        EXPECT_EQ(completion.tokens.back(), 1);
      }
    }
    EXPECT_GT(longest, 20U);
  }
}

TEST_F(DecodingText, ASpecialTokenIsForbiddenByItsName) {
  SamplingSettings settings{.max_completion_length = 30};
  settings.bad_words = {"<pad>"};
  int special = 0;
  for (const bool forbidden : {false, true}) {
    special = 0;
    for (const Completion& completion :
         play(forbidden ? settings : SamplingSettings{.max_completion_length = 30}))
      special += std::count(completion.tokens.begin(), completion.tokens.end(), 0) > 0;
    if (!forbidden) {
      EXPECT_GT(special, 0);
    }
  }
  EXPECT_EQ(special, 0);
}

TEST_F(DecodingText, EndsWithTheTokenThatCompletesAStopText) {
  int stopped = 0;
  for (const bool include : {false, true}) {
    SamplingSettings settings{.max_completion_length = 30};
    settings.stop = {"abca", "ccbb"};
    settings.include_stop_str_in_output = include;
    for (const Completion& completion : play(settings)) {
      const std::string text = text_of(completion);
      const size_t at = std::min(text.find("abca"), text.find("ccbb"));
      const std::string cut =
          episodes::completion_text(tokenizer_, completion.tokens, rules_.get());
      EXPECT_EQ(cut, text.substr(0, at == text.npos || !include ? at : at + 4));
      if (at == text.npos) continue;
      ++stopped;
      EXPECT_EQ(completion.finish, FinishReason::kStop);
      const auto before = std::span(completion.tokens).first(completion.tokens.size() - 1);
      const std::string earlier = tokenizer_.decode(before, true);
      EXPECT_EQ(earlier.find("abca"), earlier.npos);
      EXPECT_EQ(earlier.find("ccbb"), earlier.npos);
    }
  }
  EXPECT_GT(stopped, 20);
}

TEST_F(DecodingText, ASpecialTokenCanBeAStopText) {
  SamplingSettings settings{.max_completion_length = 30, .logit_bias = {{"0", 3.0}}};
  settings.stop = {"<pad>"};
  int stopped = 0;
  for (const Completion& completion : play(settings)) {
    const auto found = std::find(completion.tokens.begin(), completion.tokens.end(), 0);
    if (found == completion.tokens.end()) continue;
    EXPECT_EQ(found + 1, completion.tokens.end());
    EXPECT_EQ(completion.finish, FinishReason::kStop);
    ++stopped;
  }
  EXPECT_GT(stopped, 20);
}

TEST_F(DecodingText, OnlyMatchesAndTheirBeginningsAreDrawn) {
  const std::string expression = "(ab|ca){2,5}c*";
  const std::regex whole(expression);
  for (auto [name, settings] : engine_settings()) {
    if (!settings.allowed_token_ids.empty()) continue;
    SCOPED_TRACE(name);
    settings.structured_outputs_regex = expression;
    settings.min_new_tokens = 0;
    settings.max_completion_length = 12;
    for (const double temperature : {settings.temperature, 0.0}) {
      settings.temperature = temperature;
      for (const Completion& completion : play(settings, 100)) {
        if (completion.finish == FinishReason::kStop) {
          EXPECT_TRUE(std::regex_match(text_of(completion), whole)) << text_of(completion);
        } else if (completion.finish == FinishReason::kLength) {
          EXPECT_EQ(completion.tokens.size(), 12U);
        }
      }
    }
  }
}

// The probability of every text, over all rows of tokens that write it.
struct TextProbabilities {
  episodes::Generator& generator;
  const text::Tokenizer& tokenizer;
  const TextRules& rules;
  std::vector<TokenId> prompt;
  std::map<std::string, double> found = {};

  void add(const std::vector<TokenId>& said, const TextRules::State& state, double probability) {
    std::vector<TokenId> history = prompt;
    history.insert(history.end(), said.begin(), said.end());
    const auto mask = rules.mask(state);
    const auto p = exact_distribution(next_logprobs(generator, history), {},
                                      {history, prompt.size(), mask.get()}, kEnd);
    for (TokenId token = 0; token < kTokenCount; ++token) {
      if (p[token] == 0.0) continue;
      if (token == kEnd[0]) {
        found[tokenizer.decode(said, true)] += probability * p[token];
        continue;
      }
      TextRules::State next = state;
      rules.read(next, token);
      std::vector<TokenId> longer = said;
      longer.push_back(token);
      add(longer, next, probability * p[token]);
    }
  }
};

TEST_F(DecodingText, ChoicesComeAsOftenAsTheMaskedModelSays) {
  SamplingSettings settings;
  settings.structured_outputs_choice = {"a", "abc", "cab", "bb"};
  const auto completions = play(settings, 4000);
  TextProbabilities exact{*generator_, tokenizer_, *rules_, {3, 9, 4}};
  exact.add({}, {}, 1.0);
  ASSERT_EQ(exact.found.size(), 4U);
  std::map<std::string, double> counts;
  for (const Completion& completion : completions) {
    EXPECT_EQ(completion.finish, FinishReason::kStop);
    counts[text_of(completion)] += 1.0;
  }
  std::vector<double> p, seen;
  for (const auto& [text, probability] : exact.found) {
    p.push_back(probability);
    seen.push_back(counts[text]);
  }
  EXPECT_EQ(counts.size(), 4U);
  expect_follows(seen, p);
}

TEST_F(DecodingText, ADeadEndIsAnErrorAndAWholeMatchIsNot) {
  SamplingSettings settings{.max_completion_length = 9};
  settings.structured_outputs_regex = "ab\\d";
  for (const Completion& completion : play(settings, 5)) {
    EXPECT_EQ(completion.finish, FinishReason::kError);
    EXPECT_EQ(completion.why, fmt::format("after {} tokens the sampling settings leave no token "
                                          "that could follow",
                                          completion.tokens.size()));
  }
  settings.structured_outputs_regex = "abc";
  const auto endless = tiny_generator(nullptr);
  for (const Completion& completion : play(settings, 5, endless.get())) {
    EXPECT_EQ(completion.finish, FinishReason::kStop);
    EXPECT_EQ(text_of(completion), "abc");
  }
}

TEST_F(DecodingText, NeighboursChangeNothing) {
  for (auto [name, settings] : settings_for_tests()) {
    SCOPED_TRACE(name);
    settings.max_completion_length = 12;
    settings.stop = {"cab"};
    if (settings.allowed_token_ids.empty()) settings.structured_outputs_regex = "[ab]*(c[ab]+)*";
    const auto rules = TextRules::make(settings, tokenizer_, kTokenCount);
    std::vector<GenerationRequest> requests;
    for (TokenId i = 0; i < 6; ++i) {
      requests.push_back({{static_cast<TokenId>(2 + i), 7, 5}, 3, Rng(4).derive("row", i)});
      requests.back().text_rules = rules;
    }
    const auto together = generator_->generate(requests, settings);
    for (size_t i = 0; i < requests.size(); ++i)
      EXPECT_EQ(generator_->generate({&requests[i], 1}, settings)[0], together[i]);
  }
}

}  // namespace
}  // namespace dragoman::generation
