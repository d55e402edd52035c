// A decoder's weights as the kernels want them: matrices in panels, norms and biases as floats.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "kernels/packed_matrix.h"
#include "nn/weights.h"

namespace dragoman::generation {

// A bias of a bfloat16 matrix is rounded like it.
struct PackedLinear {
  kernels::PackedMatrix matrix;
  std::vector<float> bias;
};

// Vectors are empty where the family has none.
struct PackedLayer {
  PackedLinear projections;  // queries, keys and values
  PackedLinear output, gate, up, down;
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

// Keeps a packed copy of weights on the CPU, matrices in one format. Only what has changed since
// the last call is packed again.
class Packer {
 public:
  explicit Packer(kernels::WeightFormat format) : format_(format) {}

  const PackedModel& refresh(const nn::Weights& weights);

 private:
  struct Seen {
    at::Tensor tensor;
    uint32_t version = 0;
  };

  bool is_new(const at::Tensor& tensor);
  void make_matrix(size_t outputs, size_t inputs, kernels::PackedMatrix& matrix) const;
  void pack_bias(const at::Tensor& from, size_t first, PackedLinear& to);
  void pack(const at::Tensor& weight, size_t first, kernels::PackedMatrix& matrix);
  void pack(const nn::Linear& from, size_t first, PackedLinear& to);
  void pack(const nn::Linear& from, PackedLinear& to);
  void pack_projections(const nn::LayerWeights& from, PackedLinear& to);
  void copy(const at::Tensor& from, std::vector<float>& to, float offset = 0.0F);

  kernels::WeightFormat format_;
  PackedModel model_;
  std::vector<Seen> seen_;  // in the order of the calls
  size_t next_ = 0;
  int64_t version_ = 0;   // of the weights
  bool updated_ = false;  // since then: an optimizer's step shows in no tensor's own version
};

}  // namespace dragoman::generation
