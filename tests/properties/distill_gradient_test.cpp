// Laws of distillation through a real network, on the student's own answers and on references: the
// gradient does not depend on how a step is cut into micro-batches, it is that of the loss, and the
// loss is the mean divergence of the step's tokens.
#include <gtest/gtest.h>

#include "cuts_for_tests.h"
#include "small_school.h"
#include "training/distill_step.h"

namespace dragoman::training {
namespace {

struct Case {
  const char* name;
  double beta;
  double lmbda;  // 0: references, 1: own answers
};

class DistillGradient : public testing::TestWithParam<Case> {
 protected:
  // The metrics of `steps` steps, all of them the first.
  std::vector<Json> learn(const Split& split, Recorder& student, int64_t steps = 1) {
    const TrainingArguments arguments = split.arguments();
    DistillArguments distill;
    distill.beta = GetParam().beta;
    distill.lmbda = GetParam().lmbda;
    distill.sampling.max_completion_length = 9;
    distill.sampling.temperature = 0.8;
    DistillTrainer trainer(arguments, distill,
                           {school_.rows, school_.player(),
                            encode_examples(school_.rows, school_.player(), 256).examples, student,
                            nn::tiny_learner(school_.model(), /*seed=*/6), *school_.comm},
                           Rng(4));
    const nn::TemporaryFolder folder;
    RunFolder run(folder.path(), std::nullopt);
    std::vector<Json> metrics;
    for (int64_t i = 0; i < steps; ++i) metrics.push_back(trainer.step(0, run));
    return metrics;
  }

  SmallSchool school_;
};

TEST_P(DistillGradient, DoesNotDependOnHowTheStepIsCut) {
  Recorder whole(school_.model());
  const Json expected = learn({}, whole)[0];
  ASSERT_EQ(whole.micro_batches, 1);
  ASSERT_GT(norm(whole.gradients[0]), 1e-4);
  EXPECT_EQ(expected.at("on_policy"), GetParam().lmbda);
  expect_cuts_alike(whole, expected, {"loss", "entropy", "num_tokens"},
                    [&](const Split& split, Recorder& cut) { return learn(split, cut)[0]; });
}

TEST_P(DistillGradient, PredictsHowTheLossFalls) {
  if (GetParam().lmbda > 0.0) return;  // other weights draw other answers
  Recorder student(school_.model());
  const std::vector<Json> metrics = learn({}, student, 2);
  const double fall = metrics[0].at("loss").get<double>() - metrics[1].at("loss").get<double>();
  EXPECT_NEAR(fall / student.predicted_fall(), 1.0, 0.01);
}

// All references once, each read alone.
TEST_P(DistillGradient, LossIsTheMeanDivergenceOfTheTokens) {
  if (GetParam().lmbda > 0.0) return;
  Recorder student(school_.model());
  Recorder untouched(school_.model());
  const auto teacher = nn::tiny_learner(school_.model(), /*seed=*/6);
  untouched.set_teacher(*teacher, GetParam().beta);
  double sum = 0.0;
  double count = 0.0;
  for (const Example& example : encode_examples(school_.rows, school_.player(), 256).examples) {
    episodes::PolicyBatch alone = nn::pack({example.tokens});
    alone.temperature = 0.8F;
    const auto found = untouched.evaluate(alone, {.divergence = true}).divergence;
    for (size_t t = 0; t < found.size(); ++t) {
      if (example.trained[t] == 0) continue;
      sum += double{found[t]};
      count += 1.0;
    }
  }
  const double loss = learn({3, 1, 1}, student)[0].at("loss");
  EXPECT_NEAR(loss, sum / count, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Settings, DistillGradient,
                         testing::Values(Case{"ForwardOnReferences", 0.0, 0.0},
                                         Case{"JensenShannonOnReferences", 0.5, 0.0},
                                         Case{"ReverseOnReferences", 1.0, 0.0},
                                         Case{"ForwardOnOwnAnswers", 0.0, 1.0},
                                         Case{"JensenShannonOnOwnAnswers", 0.5, 1.0},
                                         Case{"ReverseOnOwnAnswers", 1.0, 1.0}),
                         [](const auto& setting) { return std::string(setting.param.name); });

}  // namespace
}  // namespace dragoman::training
