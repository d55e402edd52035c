// How long a run would take: its kinds of work are done for real on a few sequences, timed, and
// scaled to the recipe's counts.
#include <algorithm>
#include <chrono>
#include <functional>

#include "base/error.h"
#include "training/materials.h"
#include "training/preference_data.h"
#include "training/pretrain_examples.h"
#include "training/supervised.h"
#include "training/train.h"

namespace dragoman::training {
namespace {

constexpr double kBudget = 0.6;      // seconds of one measurement, about
constexpr int64_t kRows = 400;       // of the training data
constexpr double kLongAnswer = 1.3;  // where a batch of answers ends, over their mean length

// Seconds of `work(count)`: measured on growing parts of it until the next would take too long.
double seconds_of(int64_t count, const std::function<void(int64_t)>& work) {
  constexpr int64_t kGrowth = 4;
  for (int64_t part = std::min<int64_t>(count, 8);; part = std::min(count, part * kGrowth)) {
    const auto start = std::chrono::steady_clock::now();
    work(part);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    if (part == count || spent.count() * kGrowth > kBudget)
      return spent.count() * static_cast<double>(count) / static_cast<double>(part);
  }
}

// The recipe on a little of its data; a checkpoint that is still to be made (a study's) is replaced
// by a fresh model of the recipe's sizes.
Recipe shortened(Recipe recipe) {
  if (recipe.world) {
    recipe.world->train_rows = std::min(recipe.world->train_rows, kRows);
    for (auto& [direction, rows] : recipe.world->direction_rows) rows = std::min(rows, kRows);
    if (auto& questions = recipe.world->questions)
      for (auto& [language, rows] : questions->rows) rows = std::min(rows, kRows);
  }
  if (recipe.data) {
    recipe.data->limit = kRows;
    recipe.data->stages.clear();
  }
  for (PretrainDomain& domain : recipe.pretrain.domains) {
    if (!domain.data) continue;
    domain.data->limit = kRows;
    domain.data->stages.clear();
  }
  if (!std::filesystem::exists(recipe.model.checkpoint)) recipe.model.checkpoint.clear();
  return recipe;
}

bool compares(const Recipe& recipe) {
  return recipe.kind == "preference" || recipe.kind == "reward_model";
}

// What a step learns from: examples of the task, both answers of pairs, or documents.
std::vector<Example> some_examples(const Recipe& recipe, const Materials& materials,
                                   int64_t context_length) {
  if (recipe.kind == "pretrain")
    return document_examples(recipe, materials, {kRows, recipe.pretrain.max_length});
  if (!compares(recipe) || recipe.candidates)
    return encode_examples(materials.train, materials.player(), context_length).examples;
  std::vector<Example> examples =
      answers_of(encode_preferences(materials.train, materials.player(), context_length, true));
  if (examples.empty()) throw_input("no pair is left to learn from");
  return examples;
}

// A judge is taken for the language model that it begins as.
episodes::LearnerSettings writing(episodes::LearnerSettings settings) {
  settings.heads = episodes::Heads::kLanguage;
  return settings;
}

class Probe {
 public:
  explicit Probe(const Recipe& recipe)
      : recipe_(shortened(recipe)),
        materials_(prepare(recipe_, "", [](const std::string&) {})),
        learner_(make_learner(recipe_, materials_, writing(learner_settings(recipe_)))),
        examples_(some_examples(recipe_, materials_, learner_->generator().context_length())) {
    double tokens = 0.0;
    for (const Example& example : examples_)
      tokens += static_cast<double>(trained_tokens(example, {}));
    trained_length_ = tokens / static_cast<double>(examples_.size());
    answer_length_ = std::max(1.0, kLongAnswer * trained_length_);
  }

  // One optimizer step on documents that fill this many sequences.
  double pretraining(int64_t sequences) {
    const auto tokens = static_cast<double>(sequences * recipe_.pretrain.max_length);
    return learning(static_cast<int64_t>(tokens / (trained_length_ + 1.0)));
  }

  // One optimizer step on this many sequences.
  double learning(int64_t sequences) {
    return seconds_of(sequences, [this](int64_t count) {
      std::vector<const Example*> drawn;
      for (int64_t i = 0; i < count; ++i)
        drawn.push_back(&examples_[static_cast<size_t>(i) % examples_.size()]);
      const auto comm = comm::single_process();
      for (const auto& batch :
           pack_examples(drawn, {}, recipe_.trainer.max_tokens_per_batch, *comm)) {
        learner_->forward(batch, {});
        learner_->backward({.logprob = batch.weights});
      }
      learner_->update({});
    });
  }

  // Answers to `rows`' questions, `samples` each, as long as the references are.
  double answering(int64_t questions, const std::vector<data::Row>& rows, int64_t samples) {
    return seconds_of(questions, [&](int64_t count) {
      std::vector<episodes::GenerationRequest> requests;
      for (int64_t i = 0; i < count; ++i)
        requests.push_back({materials_.player().prompt(rows[static_cast<size_t>(i) % rows.size()]),
                            samples, Rng(static_cast<uint64_t>(i))});
      episodes::SamplingSettings settings;
      settings.max_completion_length = static_cast<int64_t>(answer_length_);
      learner_->sampler().generate(requests, settings);
    });
  }

  double rollout(int64_t sequences, int64_t samples) {
    return answering(std::max<int64_t>(1, sequences / samples), materials_.train, samples);
  }

  int64_t train_rows() const { return static_cast<int64_t>(materials_.train.size()); }
  int64_t dev_rows() const { return static_cast<int64_t>(materials_.dev.size()); }

  double evaluation() {
    return answering(static_cast<int64_t>(materials_.dev.size()), materials_.dev, 1);
  }

 private:
  Recipe recipe_;
  Materials materials_;
  std::unique_ptr<episodes::Learner> learner_;
  std::vector<Example> examples_;
  double trained_length_ = 0.0;  // tokens of an example, on average
  double answer_length_ = 0.0;   // tokens
};

double evaluations(const TrainingArguments& trainer) {
  const double every = trainer.eval_steps > 0
                           ? static_cast<double>((trainer.max_steps - 1) / trainer.eval_steps)
                           : 0.0;
  if (trainer.max_steps == 0) return 1.0;
  return every + 1.0 + (trainer.eval_on_start ? 1.0 : 0.0);
}

// Sampling, and looks at the samples without gradients, for all steps. A look costs about a third
// of learning from them.
double reinforcement(const Recipe& recipe, double learning, Probe& probe) {
  const auto algorithm = recipe.algorithm.algorithm.make();
  const double accumulated = static_cast<double>(recipe.trainer.gradient_accumulation_steps);
  const double fresh = static_cast<double>(recipe.rl.steps_per_generation);
  const double share = fresh > 0.0 ? fresh / accumulated : 1.0;  // optimizer steps' worth, sampled
  const double passes = static_cast<double>(algorithm->num_iterations());
  const double looks =
      (algorithm->needs_reference() ? 1.0 : 0.0) + (share * passes > 1.0 ? 1.0 : 0.0);
  const int64_t sequences = recipe.trainer.sequences_per_step();
  return static_cast<double>(recipe.trainer.max_steps) / passes *
         (probe.rollout(sequences, recipe.rl.num_generations) + looks / 3.0 * learning);
}

// Drawing them once; for a reward model also of the dev rows.
double drawing(const Recipe& recipe, Probe& probe) {
  const CandidateArguments& candidates = *recipe.candidates;
  const auto asked = [&](int64_t rows) {
    const int64_t prompts = candidates.max_rows > 0 ? std::min(candidates.max_rows, rows) : rows;
    return prompts * candidates.num_generations;
  };
  int64_t answers = asked(recipe.world ? recipe.world->training_rows() : probe.train_rows());
  if (recipe.kind == "reward_model") answers += asked(probe.dev_rows());
  return probe.rollout(answers, candidates.num_generations);
}

// Sequences that are learned from where a step has one unit, and a look of the reference at them.
double sequences_of_a_unit(const Recipe& recipe) {
  if (recipe.kind == "reward_model" && recipe.candidates)
    return static_cast<double>(recipe.candidates->num_generations);
  if (!compares(recipe)) return 1.0;
  const bool looks = recipe.kind == "preference" && !recipe.preference.precompute_ref_log_probs &&
                     recipe.preference.loss.make()->needs_reference();
  return looks ? 2.0 + 2.0 / 3.0 : 2.0;
}

}  // namespace

double estimated_seconds(const Recipe& recipe) {
  Probe probe(recipe);
  const auto steps = static_cast<double>(recipe.trainer.max_steps);
  if (recipe.kind == "pretrain")
    return steps * probe.pretraining(recipe.trainer.sequences_per_step());
  double seconds = evaluations(recipe.trainer) *
                   (recipe.kind == "reward_model"
                        ? sequences_of_a_unit(recipe) * probe.learning(probe.dev_rows()) / 3.0
                        : probe.evaluation());
  if (recipe.trainer.max_steps == 0) return seconds;
  const double learning =
      sequences_of_a_unit(recipe) * probe.learning(recipe.trainer.sequences_per_step());
  if (recipe.candidates) seconds += drawing(recipe, probe);
  seconds += steps * learning;
  if (recipe.kind == "rl") seconds += reinforcement(recipe, learning, probe);
  return seconds;
}

}  // namespace dragoman::training
