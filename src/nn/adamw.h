// AdamW (Loshchilov and Hutter 2019, decoupled decay) over all parameters in one fused call.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <vector>

#include "episodes/learner.h"

namespace dragoman::nn {

class AdamW {
 public:
  // Parameters with two dimensions decay; norms and biases don't.
  explicit AdamW(std::vector<at::Tensor> parameters);

  // L2 norm of all gradients, in double; parameters without a gradient count as zero.
  double gradient_norm() const;
  // One step with gradients scaled by `scale`; then gradients are gone.
  void step(const episodes::OptimizerSettings& settings, double scale);
  void drop_gradients();
  int64_t step_count() const;

  void save(const std::filesystem::path& path) const;
  void load(const std::filesystem::path& path);

 private:
  struct Group {
    std::vector<at::Tensor> parameters, first_moments, second_moments, steps;
  };
  void step_group(Group& group, const episodes::OptimizerSettings& settings, double decay);
  template <class Visit>
  void visit_state(Visit visit) const;

  Group decayed_;
  Group plain_;
};

}  // namespace dragoman::nn
