// A law of every algorithm: the gradient of a whole RL step, through a real network, does not
// depend on how the step's episodes are cut into micro-batches.
#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/catalog.h"
#include "config/recipe.h"
#include "nn/models_for_tests.h"
#include "text/bpe_trainer.h"
#include "text/chat_tokens.h"
#include "training/recipe.h"
#include "training/rl_step.h"

namespace dragoman::training {
namespace {

using Gradients = std::map<std::string, std::vector<float>>;

// A learner that keeps the gradient of each update, and descends plainly: an update that divides
// by the gradient's size would make noise of rounding errors in the next one.
class Recorder final : public episodes::Learner {
 public:
  explicit Recorder(const Json& config) : inner_(nn::tiny_learner(config)) {}

  episodes::TokenQuantities forward(const episodes::PolicyBatch& batch,
                                    episodes::Needs needs) override {
    ++micro_batches;
    return inner_->forward(batch, needs);
  }
  void backward(const episodes::TokenQuantities& by) override { inner_->backward(by); }
  episodes::TokenQuantities evaluate(const episodes::PolicyBatch& batch,
                                     episodes::Needs needs) override {
    return inner_->evaluate(batch, needs);
  }
  void set_teacher(Learner& teacher, double beta) override { inner_->set_teacher(teacher, beta); }
  void blend(const Learner& other, double share) override { inner_->blend(other, share); }
  double update(const episodes::OptimizerSettings&) override {
    constexpr double kEpsilon = 1e6;
    constexpr double kRate = 0.01;
    gradients.push_back(nn::take_gradients(
        *inner_, {kRate * kEpsilon, 0.0, 0.0, kEpsilon, 0.0, /*max_grad_norm=*/0.0}));
    return 0.0;
  }
  episodes::Generator& generator() override { return inner_->generator(); }
  int64_t parameter_count() const override { return inner_->parameter_count(); }
  episodes::Arithmetic arithmetic() const override { return inner_->arithmetic(); }
  int64_t peak_memory_bytes() const override { return 0; }
  void save_model(const Path& folder) const override { inner_->save_model(folder); }
  void save_state(const Path& folder) const override { inner_->save_state(folder); }
  void load_state(const Path& folder) override { inner_->load_state(folder); }
  void load_model(const Path& folder) override { inner_->load_model(folder); }

  std::vector<Gradients> gradients;  // one an update
  int64_t micro_batches = 0;

 private:
  std::unique_ptr<episodes::Learner> inner_;
};

struct Split {
  int64_t per_device;
  int64_t accumulation;
  int64_t max_tokens;
};

class StepGradient : public testing::TestWithParam<std::string> {
 protected:
  StepGradient() {
    for (const char* word : {"one", "two", "three"}) {
      data::Row row;
      row.source = word;
      row.references = {std::string(word) + "s"};
      row.source_language = "en";
      row.target_language = "de";
      rows_.push_back(row);
    }
  }

  Json model() const {
    return nn::tiny_config("qwen3", {{"vocab_size", tokenizer_.vocabulary_size()},
                                     {"max_position_embeddings", 256},
                                     {"initializer_range", 0.1},
                                     {"eos_token_id", *tokenizer_.token_id(text::kEnd)}});
  }

  std::unique_ptr<episodes::Learner> score_learner() const {
    episodes::ModelSource source{"", model(), 8, "float32"};
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
                                                        rewards::RewardContext{rows_});
    const auto comm = comm::single_process();
    Recorder recorder(model());
    std::unique_ptr<Critic> critic;
    if (algorithm->needs_values())
      critic = std::make_unique<Critic>(CriticSection{}, recorder, score_learner());
    RlTrainer trainer(arguments, rl,
                      {rows_,
                       {*task_, tokenizer_, chat_},
                       std::move(algorithm),
                       std::move(rewards),
                       recorder,
                       nn::tiny_learner(model(), /*seed=*/6),
                       std::move(critic),
                       {},
                       *comm},
                      Rng(4));
    const nn::TemporaryFolder folder;
    RunFolder run(folder.path(), std::nullopt);
    for (int64_t step = 0; step < 2; ++step) trainer.step(step, run);
    return recorder;
  }

  std::vector<data::Row> rows_;
  text::Tokenizer tokenizer_ = text::BpeTrainer(text::BpeTrainerConfig{}).train();  // bytes alone
  templates::ChatTemplate chat_;
  std::unique_ptr<tasks::Task> task_ =
      config::read_text<TaskSection>("name = \"translation\"").task.make();
};

double norm(const Gradients& gradients) {
  double sum = 0.0;
  for (const auto& [name, values] : gradients)
    for (const float value : values) sum += double{value} * value;
  return std::sqrt(sum);
}

double distance(const Gradients& a, const Gradients& b) {
  double sum = 0.0;
  for (const auto& [name, values] : a)
    for (size_t i = 0; i < values.size(); ++i)
      sum += std::pow(double{values[i]} - b.at(name).at(i), 2);
  return std::sqrt(sum);
}

// Sums of float32 in another order move the gradient by up to 1.4e-6 of its length, for credits
// that cancel; a wrong denominator would by 1e-1.
constexpr double kBound = 4e-6;

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
                kBound * norm(whole.gradients[step]))
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
