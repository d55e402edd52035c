// Laws of supervised fine-tuning through a real network: the gradient of a step does not depend on
// how it is cut into micro-batches, it is that of the loss, and the loss is that of each example
// alone.
#include <gtest/gtest.h>

#include <cmath>

#include "cuts_for_tests.h"
#include "small_school.h"
#include "training/sft_step.h"

namespace dragoman::training {
namespace {

// Which tokens a loss is of, and at which temperature.
struct Loss {
  bool completion_only;
  double temperature;
};

// The logprob of every token of the vocabulary after that beginning, at temperature 1.
std::vector<double> distribution_after(Recorder& learner, const std::vector<TokenId>& beginning) {
  std::vector<std::vector<TokenId>> sequences;
  const int64_t vocabulary = learner.generator().vocabulary_size();
  for (int64_t token = 0; token < vocabulary; ++token) {
    sequences.push_back(beginning);
    sequences.back().push_back(static_cast<TokenId>(token));
  }
  const auto found = learner.evaluate(nn::pack(sequences), {}).logprob;
  std::vector<double> logprobs;
  for (size_t last = beginning.size(); last < found.size(); last += beginning.size() + 1)
    logprobs.push_back(double{found[last]});
  return logprobs;
}

class SftGradient : public testing::TestWithParam<Loss> {
 protected:
  SftGradient() {
    sft_.completion_only_loss = GetParam().completion_only;
    sft_.temperature = GetParam().temperature;
  }

  // The metrics of `steps` steps, all of them the first: each example twice.
  std::vector<Json> learn(const Split& split, Recorder& learner, int64_t steps = 1) {
    const TrainingArguments arguments = split.arguments();
    SftTrainer trainer(arguments, sft_, {examples_, learner, *school_.comm}, Rng(4));
    const nn::TemporaryFolder folder;
    RunFolder run(folder.path(), std::nullopt);
    std::vector<Json> metrics;
    for (int64_t i = 0; i < steps; ++i) metrics.push_back(trainer.step(0, run));
    return metrics;
  }

  SmallSchool school_;
  SftArguments sft_;
  std::vector<Example> examples_ = encode_examples(school_.rows, school_.player(), 256).examples;
};

TEST_P(SftGradient, DoesNotDependOnHowTheStepIsCut) {
  Recorder whole(school_.model());
  const Json expected = learn({}, whole)[0];
  ASSERT_EQ(whole.micro_batches, 1);
  expect_cuts_alike(whole, expected, {"loss", "mean_token_accuracy", "num_tokens"},
                    [&](const Split& split, Recorder& cut) { return learn(split, cut)[0]; });
}

TEST_P(SftGradient, PredictsHowTheLossFalls) {
  Recorder learner(school_.model());
  const std::vector<Json> metrics = learn({}, learner, 2);
  const double fall = metrics[0].at("loss").get<double>() - metrics[1].at("loss").get<double>();
  EXPECT_NEAR(fall / learner.predicted_fall(), 1.0, 0.01);
}

TEST_P(SftGradient, LossIsThatOfEachExampleAlone) {
  Recorder learner(school_.model());
  double sum = 0.0;
  double count = 0.0;
  for (const Example& example : examples_) {
    auto alone = nn::pack({example.tokens});
    alone.temperature = static_cast<float>(GetParam().temperature);
    const auto found = learner.evaluate(alone, {}).logprob;
    for (size_t t = 1; t < found.size(); ++t) {
      if (GetParam().completion_only && example.trained[t] == 0) continue;
      sum -= double{found[t]};
      count += 1.0;
    }
  }
  EXPECT_NEAR(learn({6, 1, 1}, learner)[0].at("loss").get<double>(), sum / count, 1e-6);
}

// From the whole distributions at temperature 1, in double precision: the share of a token is its
// probability to the power 1 / T, over the sum of those of all tokens.
TEST_P(SftGradient, LossIsOfTheDistributionAtItsTemperature) {
  Recorder learner(school_.model());
  examples_.resize(1);
  const Example& example = examples_[0];
  double loss = 0.0;
  const std::vector<uint8_t> trained = trained_flags(example, sft_);
  for (size_t t = 1; t < example.tokens.size(); ++t) {
    if (trained[t] == 0) continue;
    const std::vector<double> logprobs = distribution_after(
        learner, {example.tokens.begin(), example.tokens.begin() + static_cast<int64_t>(t)});
    double sum = 0.0;
    for (const double logprob : logprobs) sum += std::exp(logprob / sft_.temperature);
    const auto said = static_cast<size_t>(example.tokens[t]);
    loss -= logprobs[said] / sft_.temperature - std::log(sum);
  }
  loss /= static_cast<double>(trained_tokens(example, sft_));
  EXPECT_NEAR(learn({}, learner)[0].at("loss").get<double>(), loss, 2e-6);
}

INSTANTIATE_TEST_SUITE_P(Losses, SftGradient,
                         testing::Values(Loss{true, 1.0}, Loss{false, 1.0}, Loss{true, 1.7}),
                         [](const auto& loss) {
                           const std::string of =
                               loss.param.completion_only ? "OfAnswers" : "OfEverything";
                           return of + (loss.param.temperature == 1.0 ? "" : "Flattened");
                         });

}  // namespace
}  // namespace dragoman::training
