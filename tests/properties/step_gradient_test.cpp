// A law of every algorithm: the gradient of a whole RL step, through a real network, does not
// depend on how the step's episodes are cut into micro-batches.
#include <gtest/gtest.h>

#include "algorithms/catalog.h"
#include "small_school.h"
#include "training/rl_step.h"

namespace dragoman::training {
namespace {

struct Split {
  int64_t per_device;
  int64_t accumulation;
  int64_t max_tokens;
};

class StepGradient : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<episodes::Learner> score_learner() const {
    episodes::ModelSource source{"", school_.model(), 8, "float32"};
    source.learner.heads = episodes::Heads::kScore;
    return episodes::backend().make_learner(source);
  }

  // Two optimizer steps on one rollout: the second has old logprobs of other weights.
  Recorder play(const Split& split) {
    TrainingArguments arguments;
    arguments.per_device_train_batch_size = split.per_device;
    arguments.gradient_accumulation_steps = split.accumulation;
    arguments.max_tokens_per_batch = split.max_tokens;
    RlArguments rl;
    rl.num_generations = 4;
    rl.sampling.max_completion_length = 9;
    rl.log_episodes_steps = 0;
    // A second step on one rollout needs a ratio.
    const bool plain = GetParam() == "rloo" || GetParam() == "reinforce";
    auto algorithm = config::read_text<AlgorithmSection>("name = \"" + GetParam() +
                                                         "\"\nbeta = 0.05\nnum_iterations = 2" +
                                                         (plain ? "\nsurrogate = \"clip\"" : ""))
                         .algorithm.make();
    const std::vector<rewards::RewardPart> parts = {
        config::read_text<rewards::RewardPart>("name = \"edit_distance\"")};
    auto rewards = std::make_unique<rewards::RewardSet>(parts, rewards::RewardRules{},
                                                        rewards::RewardContext{school_.rows});
    Recorder recorder(school_.model());
    std::unique_ptr<Critic> critic;
    if (algorithm->needs_values())
      critic = std::make_unique<Critic>(CriticSection{}, recorder, score_learner());
    RlTrainer trainer(arguments, rl,
                      {school_.rows,
                       school_.player(),
                       std::move(algorithm),
                       std::move(rewards),
                       recorder,
                       recorder.sampler(),
                       nn::tiny_learner(school_.model(), /*seed=*/6),
                       std::move(critic),
                       {},
                       *school_.comm},
                      Rng(4));
    const nn::TemporaryFolder folder;
    RunFolder run(folder.path(), std::nullopt);
    for (int64_t step = 0; step < 2; ++step) trainer.step(step, run);
    return recorder;
  }

  SmallSchool school_;
};

TEST_P(StepGradient, DoesNotDependOnHowTheStepIsCut) {
  const Recorder whole = play({8, 1, 100000});
  ASSERT_EQ(whole.gradients.size(), 2U);
  ASSERT_EQ(whole.micro_batches, 2);
  for (const Split& split : {Split{1, 8, 100000}, Split{2, 4, 100000}, Split{8, 1, 1},
                             Split{2, 4, 40}, Split{8, 1, 70}}) {
    const Recorder cut = play(split);
    if (split.max_tokens < 100000) {
      EXPECT_GT(cut.micro_batches, 2);
    }
    for (size_t step = 0; step < 2; ++step) {
      ASSERT_GT(norm(whole.gradients[step]), 1e-4);
      EXPECT_LT(distance(whole.gradients[step], cut.gradients[step]),
                kOfTheLength * norm(whole.gradients[step]))
          << split.per_device << " x " << split.accumulation << ", " << split.max_tokens
          << " tokens, step " << step;
    }
  }
}

std::vector<std::string> algorithm_names() {
  std::vector<std::string> names;
  for (const std::string_view name : algorithms::catalog().names()) names.emplace_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Algorithms, StepGradient, testing::ValuesIn(algorithm_names()));

}  // namespace
}  // namespace dragoman::training
