#include "scorers/comet_model.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "checkpoints/torch_file.h"

namespace dragoman::scorers {
namespace {

using checkpoints::EncoderConfig;

constexpr const char* kEncoder = "encoder.model.";

// The checkpoint, and what can be asked of it without knowing shapes.
class CometFile {
 public:
  explicit CometFile(const Path& folder)
      : file_(
            std::make_shared<const checkpoints::TorchFile>(folder / "checkpoints" / "model.ckpt")) {
  }

  nn::TensorSource source(const std::string& prefix) const { return nn::tensors_of(file_, prefix); }

  // Length along one axis.
  int64_t size(const std::string& name, size_t axis) const {
    const auto found = file_->tensors().find(kEncoder + name);
    if (found == file_->tensors().end())
      throw_input("{}: the tensor {}{} is missing", file_->path().string(), kEncoder, name);
    if (axis >= found->second.shape.size())
      throw_input("{}: the tensor {}{} has too few dimensions", file_->path().string(), kEncoder,
                  name);
    return found->second.shape[axis];
  }

  int64_t layers() const {
    int64_t count = 0;
    const auto name = [&count] {
      return fmt::format("{}encoder.layer.{}.output.dense.weight", kEncoder, count);
    };
    while (file_->tensors().contains(name())) ++count;
    return count;
  }

  const checkpoints::TorchFile& file() const { return *file_; }

 private:
  std::shared_ptr<const checkpoints::TorchFile> file_;
};

// COMET folders hold no description of their encoder. Where none lies beside its tokenizer either,
// the shapes say all but the number of heads, which is a 64th of the width in these encoders.
Json encoder_description(const CometConfig& config, const CometFile& file) {
  if (config.encoder_model == "MiniLM")
    throw_input(
        "{}: the heads of a MiniLM encoder can't be told from its weights; put its config.json "
        "beside its tokenizer (--comet-tokenizer DIR)",
        config.where);
  const bool bert = config.encoder_model == "BERT";
  const int64_t width = file.size("embeddings.word_embeddings.weight", 1);
  return {{"model_type", bert ? "bert" : "xlm-roberta"},
          {"vocab_size", file.size("embeddings.word_embeddings.weight", 0)},
          {"hidden_size", width},
          {"intermediate_size", file.size("encoder.layer.0.intermediate.dense.weight", 0)},
          {"num_hidden_layers", file.layers()},
          {"num_attention_heads", width / 64},
          {"max_position_embeddings", file.size("embeddings.position_embeddings.weight", 0)},
          {"type_vocab_size", file.size("embeddings.token_type_embeddings.weight", 0)},
          {"layer_norm_eps", bert ? 1e-12 : 1e-5},
          {"pad_token_id", bert ? 0 : 1}};
}

EncoderConfig read_encoder_config(const CometConfig& config, const CometFile& file,
                                  const Path& tokenizer) {
  const Path path = tokenizer / "config.json";
  if (std::filesystem::exists(path))
    return checkpoints::parse_encoder_config(parse_json(read_file(path), path.string()),
                                             path.string());
  return checkpoints::parse_encoder_config(encoder_description(config, file),
                                           file.file().path().string());
}

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

int64_t estimator_inputs(const CometConfig& config, int64_t width) {
  if (config.kind == CometClass::kUnified) return width;
  return config.kind == CometClass::kRegression ? 6 * width : 4 * width;
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
  CometConfig config = read_comet_config(source.model);
  const Path tokenizer = source.tokenizer.empty() ? source.model : source.tokenizer;
  const CometFile file(source.model);
  const EncoderConfig encoder = read_encoder_config(config, file, tokenizer);
  const nn::TensorSource tensors = file.source("");
  Reduction reduction = read_reduction(config, tensors, encoder.num_hidden_layers + 1);
  Estimator estimator(config, tensors, estimator_inputs(config, encoder.hidden_size));
  return {std::move(config), nn::Encoder(encoder, file.source(kEncoder), compute),
          SentenceTokenizer(tokenizer, encoder.vocab_size), std::move(reduction),
          std::move(estimator)};
}

}  // namespace dragoman::scorers
