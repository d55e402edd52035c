#include "scorers/comet_model.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "checkpoints/comet_folder.h"

namespace dragoman::scorers {
namespace {

using checkpoints::EncoderConfig;

Reduction read_reduction(const CometConfig& config, const nn::TensorSource& source,
                         int64_t layers) {
  Reduction reduction{.layers = {}, .pooling = config.pooling, .skip_padding = true};
  if (config.layer) {
    if (*config.layer < 0 || *config.layer >= layers)
      throw_input("{}: layer {} does not exist; the encoder has 0 to {}", config.where,
                  *config.layer, layers - 1);
    reduction.layers = single_layer(*config.layer, layers);
    return reduction;
  }
  const std::string name = "layerwise_attention.";
  std::vector<float> scores;
  for (int64_t i = 0; i < layers; ++i)
    scores.push_back(
        source.read(name + "scalar_parameters." + std::to_string(i), {1}).item<float>());
  const float gamma = source.read(name + "gamma", {1}).item<float>();
  reduction.layers = config.sparse_mix ? sparsemax(scores) : softmax(scores);
  for (float& weight : reduction.layers) weight *= gamma;
  reduction.normalize_layers = config.layer_norm;
  return reduction;
}

}  // namespace

Estimator::Estimator(const CometConfig& config, const nn::TensorSource& source, int64_t inputs)
    : activation_(config.activation), final_activation_(config.final_activation) {
  std::vector<int64_t> sizes = config.hidden_sizes;
  sizes.push_back(1);
  int64_t place = 0;
  for (const int64_t size : sizes) {
    const std::string name = fmt::format("estimator.ff.{}.", place);
    const nn::Linear linear{source.read(name + "weight", {size, inputs}).to(nn::best_device()),
                            source.read(name + "bias", {size}).to(nn::best_device())};
    layers_.emplace_back(linear, at::kFloat);
    inputs = size;
    place += 3;
  }
}

at::Tensor Estimator::activate(const at::Tensor& rows, const std::string& name) const {
  if (name == "tanh") return at::tanh(rows);
  if (name == "sigmoid") return at::sigmoid(rows);
  if (name == "relu") return at::relu(rows);
  return name == "gelu" ? at::gelu(rows) : rows;
}

std::vector<double> Estimator::operator()(const at::Tensor& features) const {
  at::Tensor rows = features.to(nn::best_device());
  for (size_t i = 0; i < layers_.size(); ++i) {
    rows = layers_[i](rows);
    rows = activate(rows, i + 1 < layers_.size() ? activation_ : final_activation_);
  }
  const at::Tensor scores = rows.to(at::kCPU, at::kDouble).contiguous();
  const double* const values = scores.const_data_ptr<double>();
  return {values, values + scores.numel()};
}

CometModel load_comet(const episodes::ScorerSource& source, at::ScalarType compute) {
  if (!std::filesystem::is_directory(source.model))
    throw_input("{}: no such folder of a COMET model", source.model.string());
  CometConfig config = checkpoints::read_comet_config(source.model);
  const Path tokenizer = source.tokenizer.empty() ? source.model : source.tokenizer;
  const auto file =
      std::make_shared<const checkpoints::TorchFile>(checkpoints::comet_weights(source.model));
  const EncoderConfig encoder = checkpoints::comet_encoder(config, *file, tokenizer);
  const nn::TensorSource tensors = nn::tensors_of(file, "");
  Reduction reduction = read_reduction(config, tensors, encoder.num_hidden_layers + 1);
  Estimator estimator(config, tensors, checkpoints::estimator_inputs(config, encoder.hidden_size));
  return {std::move(config),
          nn::Encoder(encoder, nn::tensors_of(file, checkpoints::kCometEncoder), compute),
          SentenceTokenizer(tokenizer, encoder.vocab_size), std::move(reduction),
          std::move(estimator)};
}

}  // namespace dragoman::scorers
