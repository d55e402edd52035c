// The judge of pairs, through a real network: its scores are what a plain computation makes of the
// judge's logprobs, and depend neither on the order of the answers nor on batches.
#include <gtest/gtest.h>

#include <numeric>

#include "base/error.h"
#include "rewards/rewards_for_tests.h"
#include "small_school.h"
#include "training/sft_step.h"

namespace dragoman::rewards {
namespace {

using training::SmallSchool;

class PairwiseReward : public testing::Test {
 protected:
  PairwiseReward() {
    judge_ = nn::tiny_learner(
        school_.model({{"max_position_embeddings", 512}, {"initializer_range", 0.3}}));
    judge_->save_model(folder_.path());
    school_.tokenizer.save(folder_.path());
    school_.chat.save(folder_.path());
  }

  // Of these answers to the first question.
  std::vector<double> scores(const std::vector<std::string>& answers,
                             const std::string& options = "") const {
    const auto reward = reward_of(
        "pairwise", "checkpoint = \"" + folder_.path().string() + "\"\n" + options, school_.rows);
    std::vector<Judged> items;
    for (const std::string& answer : answers) items.push_back(judged(school_.rows[0], answer));
    std::vector<double> found;
    for (const auto& value : reward->score(items)) found.push_back(value.value());
    return found;
  }

  // log p(label) - log p(other label) after the question about two answers.
  double lead(const std::string& first, const std::string& second) {
    const templates::Message question{
        "user", "English: one\n\nA: " + first + "\n\nB: " + second +
                    "\n\nWhich is the better translation into German? Say A or B."};
    const std::vector<TokenId> tokens =
        school_.tokenizer.encode(school_.chat.render({&question, 1}, true), false);
    double found = 0.0;
    for (const auto& [label, sign] : {std::pair{"A", 1.0}, {"B", -1.0}}) {
      std::vector<TokenId> whole = tokens;
      whole.push_back(school_.tokenizer.encode(label, false).at(0));
      found += sign * double{judge_->evaluate(nn::pack({whole}), {}).logprob.back()};
    }
    return found;
  }

  double wins(const std::string& answer, const std::string& other) {
    const double first = 1.0 / (1.0 + std::exp(-lead(answer, other)));
    const double second = 1.0 / (1.0 + std::exp(lead(other, answer)));
    return 0.5 * (first + second);
  }

  SmallSchool school_;
  nn::TemporaryFolder folder_;
  std::unique_ptr<episodes::Learner> judge_;
};

TEST_F(PairwiseReward, IsTheMeanRateOfWinsOverBothOrders) {
  const std::vector<std::string> answers = {"eins", "uno", "one"};
  const std::vector<double> found = scores(answers, "num_opponents = 8");
  for (size_t i = 0; i < 3; ++i) {
    double sum = 0.0;
    for (size_t j = 0; j < 3; ++j)
      if (j != i) sum += wins(answers[i], answers[j]);
    EXPECT_NEAR(found[i], sum / 2.0, 1e-5);
  }
  EXPECT_GT(std::abs(found[0] - found[1]), 1e-4);
}

TEST_F(PairwiseReward, GivesWhatItTakes) {
  const std::vector<double> found = scores({"eins", "uno", "one", "ein", "1", "eins."});
  EXPECT_NEAR(std::accumulate(found.begin(), found.end(), 0.0), 3.0, 1e-6);
  EXPECT_NEAR(scores({"eins", "eins"})[0], 0.5, 1e-6);
  EXPECT_EQ(scores({"eins"}), std::vector<double>{0.5});
  EXPECT_TRUE(scores({}).empty());
}

TEST_F(PairwiseReward, DependsNeitherOnTheOrderNorOnBatches) {
  const std::vector<double> found = scores({"eins", "uno", "one"});
  const std::vector<double> turned = scores({"one", "uno", "eins"}, "max_tokens_per_batch = 1");
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(found[i], turned[2 - i], 1e-5);
}

// Two neighbours of a ring of five, all four others, and of four all three others.
TEST_F(PairwiseReward, ComparesWithAsManyAsAreWanted) {
  const std::vector<std::string> answers = {"a", "bb", "ccc", "dd", "e"};
  const std::vector<double> two = scores(answers, "num_opponents = 2");
  EXPECT_NEAR(two[0], 0.5 * (wins("a", "bb") + wins("a", "e")), 1e-5);
  EXPECT_NEAR(two[2], 0.5 * (wins("ccc", "bb") + wins("ccc", "dd")), 1e-5);
  const std::vector<double> four = scores({"a", "bb", "ccc", "dd"}, "num_opponents = 9");
  EXPECT_NEAR(four[1], (wins("bb", "a") + wins("bb", "ccc") + wins("bb", "dd")) / 3.0, 1e-5);
}

// Conversations about two digits, one an order, that end with the label of the larger one.
TEST_F(PairwiseReward, ATaughtJudgeRanksAsItWasTaught) {
  std::vector<training::Example> lessons;
  for (const char a : std::string("0123456789"))
    for (const char b : std::string("0123456789"))
      if (a != b) {
        const std::vector<templates::Message> messages = {{"user", std::string{a, ' ', b}},
                                                          {"assistant", a > b ? "A" : "B"}};
        lessons.push_back(
            training::encode_dialogue(school_.player(),
                                      {templates::conversation_of(messages, false), 1}, "here")
                .examples.at(0));
      }
  training::TrainingArguments arguments;
  arguments.max_steps = 150;
  arguments.learning_rate = 5e-3;
  training::SftTrainer trainer(arguments, {}, {lessons, *judge_, *school_.comm}, Rng(4));
  const nn::TemporaryFolder folder;
  training::RunFolder run(folder.path(), std::nullopt);
  for (int64_t step = 0; step < arguments.max_steps; ++step) trainer.step(step, run);
  judge_->save_model(folder_.path());
  const std::vector<double> found =
      scores({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
             "prompt_template = \"{first} {second}\"\nnum_opponents = 9");
  for (size_t i = 0; i + 2 < found.size(); ++i) EXPECT_LT(found[i], found[i + 2]) << i;
  EXPECT_GT(found[9] - found[0], 0.8);
}

TEST_F(PairwiseReward, RefusesAQuestionThatLacksAnAnswerAndLabelsThatAreOne) {
  for (const auto& [options, word] :
       {std::pair{"prompt_template = \"{first} or not?\"", "{second}"},
        {"prompt_template = \"{first} {second} {scource}\"", "source"},
        {"first_label = \"B\"", "first_label"},
        {"second_label = \"\"", "second_label"}}) {
    try {
      scores({"eins"}, options);
      FAIL() << options;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(word), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace dragoman::rewards
