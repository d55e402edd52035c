// The parts of a COMET checkpoint, read and put together.
#pragma once

#include "checkpoints/comet_config.h"
#include "episodes/scorer.h"
#include "nn/frozen_linear.h"
#include "scorers/reduction.h"
#include "scorers/sentence_tokenizer.h"

namespace dragoman::scorers {

using checkpoints::CometClass;
using checkpoints::CometConfig;

// Feed-forward network with one output.
class Estimator {
 public:
  // Tensors estimator.ff.0, .3, .6 …: between two of them stand an activation and a dropout.
  Estimator(const CometConfig& config, const nn::TensorSource& source, int64_t inputs);

  // [n, inputs] -> n scores.
  std::vector<double> operator()(const at::Tensor& features) const;

 private:
  at::Tensor activate(const at::Tensor& rows, const std::string& name) const;

  std::vector<nn::FrozenLinear> layers_;
  std::string activation_;
  std::string final_activation_;
};

struct CometModel {
  CometConfig config;
  nn::Encoder encoder;
  SentenceTokenizer tokenizer;
  Reduction reduction;
  Estimator estimator;

  // Tokens of a sequence that COMET encodes, and of a single text.
  int64_t joint_length() const { return encoder.config().max_position_embeddings - 2; }
  int64_t single_length() const { return joint_length() - 2; }
};

CometModel load_comet(const episodes::ScorerSource& source, at::ScalarType compute);

}  // namespace dragoman::scorers
