// Laws of supervised fine-tuning through a real network: the gradient of a step does not depend on
// how it is cut into micro-batches, it is that of the loss, and the loss is that of each example
// alone.
#include <gtest/gtest.h>

#include "cuts_for_tests.h"
#include "small_school.h"
#include "training/sft_step.h"

namespace dragoman::training {
namespace {

// Whether prompts are not trained on.
class SftGradient : public testing::TestWithParam<bool> {
 protected:
  SftGradient() { sft_.completion_only_loss = GetParam(); }

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
    const auto found = learner.evaluate(nn::pack({example.tokens}), {}).logprob;
    for (size_t t = 1; t < found.size(); ++t) {
      if (GetParam() && example.trained[t] == 0) continue;
      sum -= double{found[t]};
      count += 1.0;
    }
  }
  EXPECT_NEAR(learn({6, 1, 1}, learner)[0].at("loss").get<double>(), sum / count, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Losses, SftGradient, testing::Bool(), [](const auto& only) {
  return std::string(only.param ? "OfAnswers" : "OfEverything");
});

}  // namespace
}  // namespace dragoman::training
