#include "training/preference_data.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "config/recipe.h"
#include "data/pipeline.h"
#include "tasks/answered.h"
#include "text/bpe_trainer.h"
#include "training/ranking_data.h"
#include "training/recipe.h"

namespace dragoman::training {
namespace {

class PreferenceData : public testing::Test {
 protected:
  // The rows of one line of JSON each.
  static std::vector<data::Row> rows_of(const std::string& lines) {
    const Path path = Path(testing::TempDir()) / "dragoman_preferences.jsonl";
    write_file(path, lines);
    data::DataConfig config;
    config.paths = {path.string()};
    config.source_language = "en";
    config.target_language = "de";
    return data::load(config);
  }

  Preferences encoded(const std::string& lines, const char* task = "conversation",
                      bool singles = false) {
    task_ = config::read_text<TaskSection>(std::string("name = \"") + task + "\"").task.make();
    const auto rows = rows_of(lines);
    return encode_preferences(rows, player(), 1000, singles);
  }

  rollouts::Player player() const { return {*task_, tokenizer_, chat_}; }

  std::string text_of(const Example& example, bool answer) const {
    std::vector<TokenId> tokens;
    for (size_t t = 0; t < example.tokens.size(); ++t)
      if ((example.trained[t] != 0) == answer) tokens.push_back(example.tokens[t]);
    return tokenizer_.decode(tokens, /*skip_special_tokens=*/false);
  }

  void expect_pair(const Preference& pair, const std::string& prompt, const std::string& chosen,
                   const std::string& rejected) {
    EXPECT_EQ(text_of(*pair.chosen, false), prompt);
    EXPECT_EQ(text_of(*pair.rejected, false), prompt);
    EXPECT_EQ(text_of(*pair.chosen, true), chosen);
    EXPECT_EQ(text_of(*pair.rejected, true), rejected);
  }

  std::string error_of(const std::string& lines, bool singles = false) {
    try {
      encoded(lines, "conversation", singles);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  text::Tokenizer tokenizer_ = text::BpeTrainer(text::BpeTrainerConfig{}).train();  // bytes alone
  templates::ChatTemplate chat_;
  std::unique_ptr<tasks::Task> task_;
};

constexpr const char* kText = R"({"prompt": "one", "chosen": " eins", "rejected": " zwei"})";
constexpr const char* kMessages =
    R"({"prompt": [{"role": "user", "content": "one"}],
        "chosen": [{"role": "assistant", "content": "eins"}],
        "rejected": [{"role": "assistant", "content": "zwei"}]})";
constexpr const char* kImplicit =
    R"({"chosen": [{"role": "user", "content": "one"}, {"role": "assistant", "content": "eins"}],
        "rejected": [{"role": "user", "content": "one"}, {"role": "assistant", "content": "zwei"}]})";

std::string one_line(std::string json) {
  std::replace(json.begin(), json.end(), '\n', ' ');
  return json + "\n";
}

TEST_F(PreferenceData, IsTextAsItIs) {
  const Preferences found = encoded(one_line(kText));
  ASSERT_EQ(found.pairs.size(), 1u);
  expect_pair(found.pairs[0], "one", " eins<|endoftext|>", " zwei<|endoftext|>");
}

TEST_F(PreferenceData, IsConversationsThroughTheTemplate) {
  for (const char* layout : {kMessages, kImplicit}) {
    const Preferences found = encoded(one_line(layout));
    ASSERT_EQ(found.pairs.size(), 1u);
    expect_pair(found.pairs[0], "<|user|>one<|end|><|assistant|>", "eins<|end|>", "zwei<|end|>");
  }
}

TEST_F(PreferenceData, IsAskedAsTheTaskAsks) {
  const Preferences found = encoded(R"({"source": "one", "chosen": "eins", "rejected": "zwei"})"
                                    "\n",
                                    "translation");
  expect_pair(found.pairs.at(0), "<|user|>one<|end|><|assistant|>", "eins<|end|>", "zwei<|end|>");
}

TEST_F(PreferenceData, FindsThePromptInTextAnswers) {
  const Preferences found = encoded(R"({"chosen": "say: é one", "rejected": "say: è two"})"
                                    "\n"
                                    R"({"chosen": "say: one", "rejected": "say: two"})"
                                    "\n");
  expect_pair(found.pairs.at(0), "say:", " é one<|endoftext|>", " è two<|endoftext|>");
  expect_pair(found.pairs.at(1), "say:", " one<|endoftext|>", " two<|endoftext|>");
}

TEST_F(PreferenceData, TakesSingleAnswersWithALabelWhereTheLossDoes) {
  const std::string rows = R"({"prompt": "one", "completion": " eins", "label": true})"
                           "\n"
                           R"({"prompt": "one", "completion": " zwei", "label": false})"
                           "\n";
  const Preferences found = encoded(rows, "conversation", /*singles=*/true);
  EXPECT_TRUE(found.pairs.at(0).chosen && !found.pairs[0].rejected);
  EXPECT_TRUE(found.pairs.at(1).rejected && !found.pairs[1].chosen);
  EXPECT_EQ(text_of(*found.pairs[1].rejected, true), " zwei<|endoftext|>");
  EXPECT_NE(error_of(rows).find("kto"), std::string::npos);
}

TEST_F(PreferenceData, NamesTheRowThatIsWrong) {
  EXPECT_NE(error_of(R"({"prompt": "one", "completion": "eins"})"
                     "\n")
                .find("chosen and rejected"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"prompt": "one", "chosen": "eins"})"
                     "\n")
                .find("no rejected"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"prompt": "one", "completion": "a", "label": "maybe"})"
                     "\n",
                     true)
                .find("maybe"),
            std::string::npos);
}

TEST_F(PreferenceData, LeavesOutPairsWithALongAnswer) {
  task_ = config::read_text<TaskSection>("name = \"conversation\"").task.make();
  const auto rows = rows_of(one_line(kText) + R"({"prompt": "one", "chosen": "e", "rejected": "f"})"
                                              "\n");
  const Preferences found = encode_preferences(rows, player(), 6, false);
  EXPECT_EQ(found.pairs.size(), 1u);
  EXPECT_EQ(found.too_long, 1);
}

TEST_F(PreferenceData, RanksRowsByTheirMargin) {
  task_ = config::read_text<TaskSection>("name = \"conversation\"").task.make();
  const auto rows = rows_of(R"({"prompt": "a", "chosen": "b", "rejected": "c", "margin": 1.5})"
                            "\n");
  RewardModelArguments arguments;
  arguments.margin_coef = 2.0;
  const Rankings found = rank_rows(rows, player(), arguments);
  const Ranking& ranking = found.rankings.at(0);
  EXPECT_EQ(ranking.pairs.at(0).margin, 3.0);
  EXPECT_EQ(ranking.gaps.at(0), 1.5);
  const Example& better = ranking.answers.at(0);
  EXPECT_EQ(std::count(better.trained.begin(), better.trained.end(), 1), 1);
  EXPECT_EQ(better.trained.back(), 1);
  EXPECT_EQ(tokenizer_.decode({better.tokens.data(), better.tokens.size() - 1}, false),
            "ab<|endoftext|>");
}

// Three answers of one prompt, best first.
CandidateGroup group_of(std::vector<double> rewards) {
  CandidateGroup group;
  group.prompt = {1, 2};
  for (const double reward : rewards)
    group.candidates.push_back(
        {{static_cast<TokenId>(10.0 * reward)}, fmt::format("{}", reward), reward});
  return group;
}

TEST_F(PreferenceData, KeepsTheBestCandidatesOrThoseAboveAThreshold) {
  const std::vector<CandidateGroup> groups = {group_of({0.9, 0.5, 0.1}), group_of({0.2}),
                                              group_of({})};
  const auto kept = [&](const char* keep, int64_t count) {
    CandidateArguments arguments;
    arguments.keep = keep;
    arguments.num_kept = count;
    arguments.threshold = 0.5;
    return kept_examples(groups, arguments);
  };
  EXPECT_EQ(kept("best", 1).size(), 2u);
  EXPECT_EQ(kept("best", 2).size(), 3u);
  ASSERT_EQ(kept("above", 9).size(), 2u);
  EXPECT_EQ(kept("above", 9)[1].tokens, (std::vector<TokenId>{1, 2, 5}));
  EXPECT_EQ(kept("above", 9)[1].trained, (std::vector<uint8_t>{0, 0, 1}));
}

TEST_F(PreferenceData, PairsTheBestCandidateWithTheWorst) {
  const std::vector<CandidateGroup> groups = {group_of({0.9, 0.5, 0.1}), group_of({0.4, 0.3}),
                                              group_of({0.2, 0.2}), group_of({0.7})};
  CandidateArguments arguments;
  EXPECT_EQ(pair_candidates(groups, arguments, 100).pairs.size(), 2u);
  arguments.min_margin = 0.2;
  const Preferences found = pair_candidates(groups, arguments, 100);
  ASSERT_EQ(found.pairs.size(), 1u);
  EXPECT_EQ(found.equal, 3);
  EXPECT_EQ(found.pairs[0].rejected->tokens.back(), 1);
}

TEST_F(PreferenceData, RanksAllCandidatesThatDifferEnough) {
  task_ = config::read_text<TaskSection>("name = \"translation\"").task.make();
  const auto rows = rows_of(R"({"source": "one", "target": "eins"})"
                            "\n");
  const std::vector<CandidateGroup> groups = {group_of({0.9, 0.5, 0.4})};
  CandidateArguments arguments;
  arguments.min_margin = 0.2;
  const Rankings found = rank_candidates(groups, rows, player(), arguments, 100);
  ASSERT_EQ(found.pairs(), 2);
  EXPECT_EQ(found.rankings[0].pairs[1].worse, 2u);
  EXPECT_NEAR(found.rankings[0].gaps[1], 0.5, 1e-12);
  const auto& tokens = found.rankings[0].answers[0].tokens;
  EXPECT_EQ(tokenizer_.decode({tokens.data(), tokens.size() - 1}, false),
            "<|user|>one<|end|><|assistant|>0.9<|end|>");
}

TEST(LabelNoise, TurnsItsShareOfThePairsAround) {
  std::vector<Ranking> rankings(4000);
  for (Ranking& ranking : rankings) ranking.pairs = {{0, 1}};
  add_label_noise(rankings, 0.2, Rng(3));
  const auto turned = std::count_if(rankings.begin(), rankings.end(),
                                    [](const Ranking& ranking) { return ranking.pairs[0].better; });
  EXPECT_NEAR(static_cast<double>(turned) / 4000.0, 0.2, 4.0 * 0.4 / 63.2);
}

TEST(PackGroups, KeepsGroupsTogetherAndWithinTheBudget) {
  const Example shorter{{1, 2, 3}, {0, 1, 1}};
  const Example longer{{4, 5, 6, 7}, {0, 0, 1, 1}};
  const std::vector<ExampleGroup> groups = {{&shorter}, {&shorter, &longer}, {&longer}};
  const auto batches = pack_groups(groups, 8);
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].groups, (std::vector<size_t>{1}));
  EXPECT_EQ(batches[1].groups, (std::vector<size_t>{2, 0}));
  EXPECT_EQ(batches[0].batch.tokens, (std::vector<TokenId>{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(batches[0].batch.cu_seqlens, (std::vector<int32_t>{0, 3, 7}));
  const std::vector<float> column = {9, 1, 2, 9, 9, 3, 4};
  EXPECT_EQ(segment_sums(batches[0].batch, column), (std::vector<double>{3, 7}));
  const std::vector<double> values = {0.5, -1.0};
  EXPECT_EQ(spread(batches[0].batch, values), (std::vector<float>{0, 0.5, 0.5, 0, 0, -1, -1}));
}

}  // namespace
}  // namespace dragoman::training
