// The exponential moving average of weights over updates (Polyak averaging as InstructGPT has it,
// Ouyang et al. 2022: decay 0.992), beside the weights that it is of.
#pragma once

#include <filesystem>
#include <vector>

#include "nn/named_tensor.h"

namespace dragoman::nn {

class Average {
 public:
  // Of these tensors, beginning with what they hold.
  Average(std::vector<NamedTensor> parameters, double decay);

  // average = decay * average + (1 - decay) * parameters.
  void update();
  // The parameters and the average change places.
  void swap();
  // Begins anew with what the parameters hold.
  void restart();

  void save(const std::filesystem::path& file) const;
  void load(const std::filesystem::path& file);

 private:
  std::vector<NamedTensor> parameters_;
  std::vector<NamedTensor> average_;
  double decay_;
};

}  // namespace dragoman::nn
