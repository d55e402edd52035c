// The policy in training: weights, their gradients and the optimizer behind episodes::Learner.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "base/random.h"
#include "episodes/learner.h"
#include "nn/adamw.h"
#include "nn/head.h"
#include "nn/lora.h"
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
  double update(const episodes::OptimizerSettings& settings) override;
  episodes::Generator& generator() override { return *generator_; }
  episodes::Generator& sampler() override { return sampler_ ? *sampler_ : *generator_; }
  int64_t parameter_count() const override;
  int64_t trained_parameter_count() const override;
  episodes::Arithmetic arithmetic() const override;
  int64_t peak_memory_bytes() const override;
  void save_model(const std::filesystem::path& folder) const override;
  void save_state(const std::filesystem::path& folder) const override;
  void load_state(const std::filesystem::path& folder) override;
  void load_model(const std::filesystem::path& folder) override;

 private:
  HeadOutput score(const Weights& weights, const episodes::PolicyBatch& batch,
                   episodes::Needs needs, double dropout = 0.0);
  double draw_dropout();
  episodes::TokenQuantities to_columns(const episodes::PolicyBatch& batch, const HeadOutput& output,
                                       episodes::Needs needs) const;
  void set_weights(const Weights& from);

  std::shared_ptr<Weights> weights_;
  std::unique_ptr<Lora> lora_;
  Rng stream_;
  uint64_t forwards_ = 0;  // since the last update
  at::ScalarType compute_;
  std::string why_;  // compute_ was chosen
  std::unique_ptr<AdamW> optimizer_;
  std::unique_ptr<episodes::Generator> generator_;
  std::unique_ptr<episodes::Generator> sampler_;  // null: generator_
  HeadOutput pending_;                            // of the last forward, with its graph
  std::vector<int64_t> predicted_rows_;           // rows of the last forward's outputs
};

// Indices of the tokens a batch predicts, ascending. Token t is predicted from row t - 1.
std::vector<int64_t> predicted_rows(const episodes::PolicyBatch& batch);

}  // namespace dragoman::nn
