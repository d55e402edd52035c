#include "checkpoints/comet_folder.h"

#include <fmt/core.h>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

// Length of one of the encoder's tensors along one axis.
int64_t length(const TorchFile& weights, const std::string& name, size_t axis) {
  const auto found = weights.tensors().find(kCometEncoder + name);
  if (found == weights.tensors().end())
    throw_input("{}: the tensor {}{} is missing", weights.path().string(), kCometEncoder, name);
  if (axis >= found->second.shape.size())
    throw_input("{}: the tensor {}{} has too few dimensions", weights.path().string(),
                kCometEncoder, name);
  return found->second.shape[axis];
}

int64_t layers(const TorchFile& weights) {
  int64_t count = 0;
  while (weights.tensors().contains(
      fmt::format("{}encoder.layer.{}.output.dense.weight", kCometEncoder, count)))
    ++count;
  return count;
}

Json description(const CometConfig& config, const TorchFile& weights) {
  if (config.encoder_model == "MiniLM")
    throw_input(
        "{}: the heads of a MiniLM encoder can't be told from its weights; put its config.json "
        "beside its tokenizer (--comet-tokenizer DIR)",
        config.where);
  const bool bert = config.encoder_model == "BERT";
  const int64_t width = length(weights, "embeddings.word_embeddings.weight", 1);
  return {{"model_type", bert ? "bert" : "xlm-roberta"},
          {"vocab_size", length(weights, "embeddings.word_embeddings.weight", 0)},
          {"hidden_size", width},
          {"intermediate_size", length(weights, "encoder.layer.0.intermediate.dense.weight", 0)},
          {"num_hidden_layers", layers(weights)},
          {"num_attention_heads", width / 64},
          {"max_position_embeddings", length(weights, "embeddings.position_embeddings.weight", 0)},
          {"type_vocab_size", length(weights, "embeddings.token_type_embeddings.weight", 0)},
          {"layer_norm_eps", bert ? 1e-12 : 1e-5},
          {"pad_token_id", bert ? 0 : 1}};
}

}  // namespace

Path comet_weights(const Path& folder) { return folder / "checkpoints" / "model.ckpt"; }

EncoderConfig comet_encoder(const CometConfig& config, const TorchFile& weights,
                            const Path& tokenizer) {
  const Path path = tokenizer / "config.json";
  if (std::filesystem::exists(path))
    return parse_encoder_config(parse_json(read_file(path), path.string()), path.string());
  return parse_encoder_config(description(config, weights), weights.path().string());
}

int64_t estimator_inputs(const CometConfig& config, int64_t width) {
  if (config.kind == CometClass::kUnified) return width;
  return config.kind == CometClass::kRegression ? 6 * width : 4 * width;
}

}  // namespace dragoman::checkpoints
