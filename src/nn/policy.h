// The policy in training: weights, their gradients and the optimizer behind episodes::Learner.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "base/random.h"
#include "episodes/learner.h"
#include "nn/average.h"
#include "nn/head.h"
#include "nn/lora.h"
#include "nn/optimizer.h"
#include "nn/transformer.h"
#include "nn/weights.h"

namespace dragoman::nn {

// Makes the generator that reads a policy's weights; given by the module that knows generation.
using GeneratorFactory = std::function<std::unique_ptr<episodes::Generator>(
    std::shared_ptr<const Weights>, at::ScalarType)>;

// `sampler` makes the one that plays: null: the other one does.
struct Generators {
  GeneratorFactory generator;
  GeneratorFactory sampler = nullptr;
};

// The dtype of a policy's matrix products, and what decided if nobody asked for it.
struct Compute {
  at::ScalarType dtype = at::kFloat;
  std::string why;
};

// What is trained: all weights, or an adapter beside them.
struct Trained {
  std::shared_ptr<Weights> weights;
  std::unique_ptr<Lora> lora;  // null: none; else `weights` are its training view
  Rng stream{0};               // of what is dropped out
  episodes::LearnerSettings settings = {};
};

class Policy final : public episodes::Learner {
 public:
  Policy(Trained trained, const Compute& compute, const Generators& generators);

  episodes::TokenQuantities forward(const episodes::PolicyBatch& batch,
                                    episodes::Needs needs) override;
  void backward(const episodes::TokenQuantities& gradients) override;
  episodes::TokenQuantities evaluate(const episodes::PolicyBatch& batch,
                                     episodes::Needs needs) override;
  bool has_base() const override { return lora_ != nullptr; }
  episodes::TokenQuantities evaluate_base(const episodes::PolicyBatch& batch,
                                          episodes::Needs needs) override;
  void set_teacher(episodes::Learner& teacher, double beta) override;
  void blend(const episodes::Learner& other, double share) override;
  bool has_average() const override { return average_ != nullptr; }
  void use_average(bool on) override;
  void extend_context(int64_t length, double rope_theta) override;
  double update(const episodes::OptimizerSettings& settings) override;
  episodes::Generator& generator() override;
  episodes::Generator& sampler() override;
  int64_t parameter_count() const override;
  int64_t trained_parameter_count() const override;
  episodes::Arithmetic arithmetic() const override;
  int64_t peak_memory_bytes() const override;
  void save_model(const std::filesystem::path& folder) const override;
  void save_state(const std::filesystem::path& folder) const override;
  void load_state(const std::filesystem::path& folder) override;
  void load_model(const std::filesystem::path& folder) override;

 private:
  // What a forward pass gives, with its graph.
  struct Outputs {
    HeadOutput head;
    at::Tensor value;  // [M] float32; undefined unless asked for
  };

  Outputs score(const Weights& weights, const episodes::PolicyBatch& batch, episodes::Needs needs,
                const PassSettings& pass);
  TeacherStates teacher_states(const episodes::PolicyBatch& batch);
  Dropout draw_dropout();
  PassSettings evaluating() { return {compute_, {}, false, &evaluation_passes_}; }
  episodes::TokenQuantities to_columns(const episodes::PolicyBatch& batch,
                                       const Outputs& outputs) const;
  bool has_value_head() const {
    return weights_->config.language_head && weights_->config.score_head;
  }
  const std::shared_ptr<Weights>& seen() const { return lora_ ? lora_->merged() : weights_; }
  void set_weights(const Weights& from);

  std::shared_ptr<Weights> weights_;
  std::unique_ptr<Lora> lora_;
  Rng stream_;
  uint64_t forwards_ = 0;  // since the last update
  at::ScalarType compute_;
  std::string why_;  // compute_ was chosen
  bool recomputes_;  // layers in the backward pass
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<Average> average_;  // null: none is kept
  bool averaged_ = false;             // the weights are the average now
  Generators generators_;
  std::unique_ptr<episodes::Generator> generator_;  // both are made when they are first asked for
  std::unique_ptr<episodes::Generator> sampler_;
  Policy* teacher_ = nullptr;
  double teacher_beta_ = 0.5;
  // Of the forward pass whose backward pass is to come, and of those that have none.
  passes::Passes training_passes_, evaluation_passes_;
  Outputs pending_;                      // of the last forward
  std::vector<int64_t> predicted_rows_;  // rows of the last forward's outputs
};

// Indices of the tokens a batch predicts, ascending. Token t is predicted from row t - 1.
std::vector<int64_t> predicted_rows(const episodes::PolicyBatch& batch);

}  // namespace dragoman::nn
