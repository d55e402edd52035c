// What moves weights along their gradients; one file for each `optim`.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "episodes/learner.h"
#include "nn/named_tensor.h"

namespace dragoman::nn {

// Of float32 parameters. Matrices decay (by settings.weight_decay, decoupled); norms and biases
// don't.
class Optimizer {
 public:
  explicit Optimizer(std::vector<NamedTensor> parameters);
  virtual ~Optimizer() = default;

  // L2 norm of all gradients, in double; parameters without a gradient count as zero.
  double gradient_norm() const;
  // One step with gradients scaled by `scale`; then gradients are zero.
  void step(const episodes::OptimizerSettings& settings, double scale);
  void zero_gradients();
  int64_t step_count() const { return steps_; }
  // Matrices first.
  const std::vector<NamedTensor>& parameters() const { return parameters_; }

  // Step and moments. What is loaded must be of the same optimizer and parameters.
  void save(const std::filesystem::path& path);
  void load(const std::filesystem::path& path);

 protected:
  // A run of parameters with one weight decay.
  struct Group {
    size_t begin = 0, end = 0;
    double weight_decay = 0.0;
  };

  // The step numbered step_count(), from 1.
  virtual void move(const episodes::OptimizerSettings& settings) = 0;
  // What it keeps for every parameter between steps.
  virtual std::vector<NamedTensor> state() = 0;

  std::vector<Group> groups(const episodes::OptimizerSettings& settings) const;
  // Without gradient tracking.
  at::Tensor value(size_t i) const;
  // What this step's gradients are to be multiplied by.
  double scale() const { return scale_; }
  at::Tensor plain_gradient(size_t i) const;  // zeros where there is none
  // Scaled, in place: to be asked for once a step.
  at::Tensor gradient(size_t i) const;

 private:
  std::vector<NamedTensor> parameters_;
  size_t matrices_ = 0;
  int64_t steps_ = 0;
  double scale_ = 1.0;
};

using OptimizerMaker = std::unique_ptr<Optimizer>(std::vector<NamedTensor> parameters);
OptimizerMaker make_adamw, make_adamw_8bit, make_adafactor, make_sgd;

// By its `optim`; an unknown one is an Error with the nearest.
std::unique_ptr<Optimizer> make_optimizer(const std::string& optim,
                                          std::vector<NamedTensor> parameters);

}  // namespace dragoman::nn
