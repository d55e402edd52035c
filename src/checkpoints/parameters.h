// The parameters that a configuration asks for: Hugging Face names and shapes, in a fixed order.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoints/model_config.h"

namespace dragoman::checkpoints {

struct Parameter {
  int64_t layer = -1;          // -1: of no layer
  std::string_view part;       // "self_attn.q_proj.weight", "model.norm.weight"
  std::vector<int64_t> shape;  // a matrix is [out, in]

  std::string name() const;  // "model.layers.3.self_attn.q_proj.weight"
  int64_t size() const;      // elements
};

// Each once; a tied head is no parameter of its own.
void visit_parameters(const ModelConfig& config,
                      const std::function<void(const Parameter& parameter)>& visit);

int64_t parameter_count(const ModelConfig& config);

// Whether it is the weight of a linear layer inside a block: what PEFT calls "all-linear".
bool is_linear(const Parameter& parameter);

}  // namespace dragoman::checkpoints
