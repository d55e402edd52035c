// A decoder's weights as the kernels want them: matrices in panels, norms and biases as floats.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "kernels/packed_matrix.h"
#include "nn/weights.h"

namespace dragoman::generation {

// Vectors are empty where the family has none.
struct PackedLayer {
  kernels::PackedMatrix projections;  // queries, keys and values
  kernels::PackedMatrix output, gate, up, down;
  std::vector<float> projection_bias, output_bias, gate_bias, up_bias, down_bias;
  std::vector<float> attention_norm, feed_forward_norm;  // of what goes in
  std::vector<float> attention_output_norm, feed_forward_output_norm;
  std::vector<float> query_norm, key_norm;
};

// Norms already hold their offset of one, where the family has it.
struct PackedModel {
  std::vector<PackedLayer> layers;
  kernels::PackedMatrix head;
  std::vector<float> norm;
  at::Tensor embedding;  // [V, D] float32

  const float* embedded(TokenId token) const {
    return embedding.const_data_ptr<float>() + token * embedding.size(1);
  }
};

// Keeps a packed copy of weights: float32, on the CPU. Only what has changed since the last call is
// packed again.
class Packer {
 public:
  const PackedModel& refresh(const nn::Weights& weights);

 private:
  struct Seen {
    at::Tensor tensor;
    uint32_t version = 0;
  };

  bool is_new(const at::Tensor& tensor);
  void pack(const at::Tensor& weight, size_t first, kernels::PackedMatrix& matrix);
  void pack(const nn::Linear& linear, kernels::PackedMatrix& matrix, std::vector<float>& bias);
  void pack_projections(const nn::LayerWeights& from, PackedLayer& to);
  void copy(const at::Tensor& from, std::vector<float>& to, float offset = 0.0F);

  PackedModel model_;
  std::vector<Seen> seen_;  // in the order of the calls
  size_t next_ = 0;
  int64_t version_ = 0;   // of the weights
  bool updated_ = false;  // since then: an optimizer's step shows in no tensor's own version
};

}  // namespace dragoman::generation
