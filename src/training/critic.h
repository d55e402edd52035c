// What expects: values for the states of an answer, from a head on the policy or from a model of
// their own, and how they learn.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "algorithms/value_loss.h"
#include "base/files.h"
#include "episodes/learner.h"
#include "training/arguments.h"

namespace dragoman::training {

// The `[critic]` section.
struct CriticSection {
  std::string model = "own";
  Path checkpoint;
  std::optional<double> learning_rate;
  algorithms::ValueLoss loss;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "own: a model beside the policy; head: one more output of the policy's",
          config::OneOf{{"own", "head"}});
    visit("checkpoint", checkpoint,
          "what a model of its own begins as: a policy, or a reward model with its score; empty: "
          "the policy's checkpoint");
    visit("learning_rate", learning_rate,
          "of a model of its own, on the policy's schedule; left out: the policy's",
          config::above(0.0));
    loss.fields(visit);
  }
};

class Critic {
 public:
  // `own` is null where the policy has the head.
  Critic(const CriticSection& section, episodes::Learner& policy,
         std::unique_ptr<episodes::Learner> own)
      : section_(section), policy_(policy), own_(std::move(own)) {}

  // What a forward pass of the policy must give besides its own needs.
  bool is_head() const { return own_ == nullptr; }

  // Values at the predicted tokens of a batch, now.
  std::vector<float> values(const episodes::PolicyBatch& batch);
  // Adds its loss to the policy's report: the slopes of the head, or what its own model has learned
  // with. `current` is the policy's.
  void learn(const episodes::PolicyBatch& batch, const episodes::TokenQuantities& current,
             algorithms::LossReport& report);
  // Moves its own model; `policy` is the optimizer of the policy's step. Returns the gradient's
  // norm, if there is one.
  std::optional<double> update(episodes::OptimizerSettings policy, const TrainingArguments& shared);

  // Its own model, in a checkpoint's trainer/ folder.
  void save(const Path& folder) const;
  void load(const Path& folder);

 private:
  CriticSection section_;
  episodes::Learner& policy_;
  std::unique_ptr<episodes::Learner> own_;
};

}  // namespace dragoman::training
