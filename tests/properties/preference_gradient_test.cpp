// Laws of learning from preferences and rankings, through a real network: the gradient of a step
// depends neither on how it is cut into micro-batches, nor on the order of its pairs, nor on when
// the reference was asked.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "config/recipe.h"
#include "nn/models_for_tests.h"
#include "training/preference_step.h"
#include "training/recipe.h"
#include "training/reward_model_step.h"

namespace dragoman::training {
namespace {

using Gradients = std::map<std::string, std::vector<float>>;

constexpr int64_t kPairs = 6;

// One step on all pairs moves nothing, and leaves its gradient as the optimizer's first moments.
TrainingArguments one_step(int64_t max_tokens) {
  TrainingArguments arguments;
  arguments.per_device_train_batch_size = kPairs;
  arguments.max_tokens_per_batch = max_tokens;
  arguments.learning_rate = 1e-30;
  arguments.adam_beta1 = 0.0;
  arguments.max_grad_norm = 0.0;
  return arguments;
}

Gradients moments_of(const episodes::Learner& learner) {
  const nn::TemporaryFolder folder;
  learner.save_state(folder.path());
  const checkpoints::SafetensorsFile file(folder.path() / "optimizer.safetensors");
  Gradients moments;
  for (const auto& [name, tensor] : file.tensors()) {
    if (!name.ends_with(".exp_avg")) continue;
    const auto* values = reinterpret_cast<const float*>(tensor.bytes.data());
    moments[name].assign(values, values + tensor.bytes.size() / sizeof(float));
  }
  return moments;
}

Example random_example(Rng& rng, size_t prompt) {
  Example example;
  example.trained.assign(prompt, 0);
  example.trained.resize(prompt + 1 + rng.below(9), 1);
  for (size_t t = 0; t < example.trained.size(); ++t)
    example.tokens.push_back(static_cast<TokenId>(rng.below(61)));
  return example;
}

std::vector<Preference> some_pairs() {
  Rng rng(11);
  std::vector<Preference> pairs(kPairs);
  for (Preference& pair : pairs) {
    const size_t prompt = 1 + rng.below(5);
    pair.chosen = random_example(rng, prompt);
    pair.rejected = random_example(rng, prompt);
  }
  return pairs;
}

struct Stepped {
  Gradients gradients;
  Json metrics;
};

struct Setting {
  int64_t max_tokens = 10000;
  bool reversed = false;
  bool precompute = false;
};

template <class Trainer>
Stepped stepped(Trainer& trainer, const episodes::Learner& learner) {
  const nn::TemporaryFolder folder;
  RunFolder run(folder.path(), std::nullopt);
  Json metrics = trainer.step(0, run);
  return {moments_of(learner), std::move(metrics)};
}

class PreferenceGradient : public testing::TestWithParam<std::string> {
 protected:
  // Policy and reference differ, unless the reference is asked beforehand.
  static Stepped learn(const Setting& setting, uint64_t reference_seed = 6) {
    auto arguments = config::read_text<PreferenceArguments>("loss_type = \"" + GetParam() + "\"");
    std::vector<Preference> pairs = some_pairs();
    if (setting.reversed) std::reverse(pairs.begin(), pairs.end());
    const Json config = nn::tiny_config("qwen3", {{"initializer_range", 0.2}});
    const auto learner = nn::tiny_learner(config);
    const auto comm = comm::single_process();
    PreferenceTrainer trainer(one_step(setting.max_tokens),
                              {std::move(pairs), arguments.loss.make(), *learner,
                               nn::tiny_learner(config, reference_seed), *comm, setting.precompute},
                              Rng(4));
    return stepped(trainer, *learner);
  }

  static void expect_same(const Stepped& found, const Stepped& expected) {
    EXPECT_LT(nn::largest_difference(found.gradients, expected.gradients), 2e-5);
    for (const auto& [name, value] : expected.metrics.items())
      EXPECT_NEAR(found.metrics.at(name).get<double>(), value.get<double>(),
                  1e-4 * std::max(1.0, std::abs(value.get<double>())))
          << name;
  }
};

TEST_P(PreferenceGradient, DoesNotDependOnHowTheStepIsCut) {
  const Stepped whole = learn({});
  for (const int64_t max_tokens : {1, 30, 60}) expect_same(learn({max_tokens}), whole);
}

TEST_P(PreferenceGradient, DoesNotDependOnTheOrderOfThePairs) {
  if (GetParam() == "kto") return;  // its KL puts each answer under the next one's prompt
  expect_same(learn({.reversed = true}), learn({}));
}

TEST_P(PreferenceGradient, IsTheSameWhenTheReferenceWasAskedBeforehand) {
  const Stepped during = learn({}, /*reference_seed=*/5);
  expect_same(learn({.max_tokens = 40, .precompute = true}, 5), during);
}

INSTANTIATE_TEST_SUITE_P(Catalog, PreferenceGradient, testing::ValuesIn([] {
                           const auto names = algorithms::preference::catalog().names();
                           return std::vector<std::string>(names.begin(), names.end());
                         }()),
                         [](const auto& entry) { return entry.param; });

TEST(Mismatched, PutsEveryAnswerUnderThePromptOfAnother) {
  Preference first{Example{{1, 2, 3}, {0, 1, 1}}, Example{{1, 4}, {0, 1}}};
  Preference second{Example{{5, 6, 7}, {0, 0, 1}}, std::nullopt};
  const Preference* pairs[] = {&first, &second};
  const std::vector<Example> made = mismatched(pairs);
  ASSERT_EQ(made.size(), 3u);
  EXPECT_EQ(made[0].tokens, (std::vector<TokenId>{5, 6, 2, 3}));
  EXPECT_EQ(made[0].trained, (std::vector<uint8_t>{0, 0, 1, 1}));
  EXPECT_EQ(made[1].tokens, (std::vector<TokenId>{1, 7}));
  EXPECT_EQ(made[2].tokens, (std::vector<TokenId>{1, 4}));
}

// Rankings of two to five answers, all pairs.
Stepped judge(int64_t max_tokens, bool reversed) {
  Rng rng(12);
  std::vector<Ranking> rankings(kPairs);
  for (Ranking& ranking : rankings) {
    const size_t answers = 2 + rng.below(4);
    for (size_t i = 0; i < answers; ++i)
      ranking.answers.push_back(whole_sequence(random_example(rng, 3).tokens));
    for (size_t better = 0; better < answers; ++better)
      for (size_t worse = better + 1; worse < answers; ++worse)
        ranking.pairs.push_back({better, worse, 0.1});
    ranking.gaps.assign(ranking.pairs.size(), 0.0);
  }
  if (reversed) std::reverse(rankings.begin(), rankings.end());
  episodes::ModelSource source{"", nn::tiny_config("qwen3"), 5, "float32"};
  source.learner.heads = episodes::Heads::kScore;
  const auto learner = episodes::backend().make_learner(source);
  const auto comm = comm::single_process();
  RewardModelTrainer trainer(one_step(max_tokens), 0.05,
                             {std::move(rankings), {}, {}, *learner, *comm, ""}, Rng(4));
  return stepped(trainer, *learner);
}

TEST(RewardGradient, DependsNeitherOnCutsNorOnTheOrderOfRankings) {
  const Stepped whole = judge(10000, false);
  for (const auto& [max_tokens, reversed] : {std::pair{1, false}, {50, false}, {50, true}}) {
    const Stepped cut = judge(max_tokens, reversed);
    EXPECT_LT(nn::largest_difference(whole.gradients, cut.gradients), 2e-5);
    for (const char* name : {"loss", "accuracy", "margin", "mean_reward", "max_reward"})
      EXPECT_NEAR(cut.metrics.at(name).get<double>(), whole.metrics.at(name).get<double>(), 1e-5);
  }
}

}  // namespace
}  // namespace dragoman::training
