#include "nn/encoder.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "base/error.h"

namespace dragoman::nn {
namespace {

using checkpoints::EncoderConfig;

// Reads an encoder's tensors by their names in transformers.
class EncoderReader {
 public:
  EncoderReader(const EncoderConfig& config, const TensorSource& source, at::ScalarType compute)
      : source_(source), width_(config.hidden_size), compute_(compute) {
    if (!source.has(kWords) && source.has(config.prefix + kWords)) prefix_ = config.prefix;
  }

  at::Tensor words(int64_t rows) const { return read(kWords, {rows, width_}); }

  at::Tensor table(const std::string& name, int64_t rows) const {
    return read("embeddings." + name + "_embeddings.weight", {rows, width_});
  }

  Linear linear(const std::string& name, int64_t out, int64_t in) const {
    return {read(name + ".weight", {out, in}), read(name + ".bias", {out})};
  }

  // Files of the first BERT call weight and bias gamma and beta.
  EncoderLayer::Norm norm(const std::string& name) const {
    const bool old = source_.has(prefix_ + name + ".gamma");
    return {read(name + (old ? ".gamma" : ".weight"), {width_}),
            read(name + (old ? ".beta" : ".bias"), {width_})};
  }

  EncoderLayer layer(const std::string& prefix, int64_t inner) const {
    const Linear parts[] = {linear(prefix + "attention.self.query", width_, width_),
                            linear(prefix + "attention.self.key", width_, width_),
                            linear(prefix + "attention.self.value", width_, width_)};
    EncoderLayer layer;
    layer.query_key_value = frozen({at::cat({parts[0].weight, parts[1].weight, parts[2].weight}),
                                    at::cat({parts[0].bias, parts[1].bias, parts[2].bias})});
    layer.attention_output = frozen(linear(prefix + "attention.output.dense", width_, width_));
    layer.attention_norm = norm(prefix + "attention.output.LayerNorm");
    layer.inner = frozen(linear(prefix + "intermediate.dense", inner, width_));
    layer.outer = frozen(linear(prefix + "output.dense", width_, inner));
    layer.output_norm = norm(prefix + "output.LayerNorm");
    return layer;
  }

 private:
  static constexpr const char* kWords = "embeddings.word_embeddings.weight";

  at::Tensor read(const std::string& name, const std::vector<int64_t>& shape) const {
    return source_.read(prefix_ + name, shape).to(best_device());
  }

  FrozenLinear frozen(const Linear& linear) const { return {linear, compute_}; }

  const TensorSource& source_;
  int64_t width_;
  at::ScalarType compute_;
  std::string prefix_;
};

at::Tensor normalize(const at::Tensor& rows, const EncoderLayer::Norm& norm, double eps) {
  return at::layer_norm(rows, {rows.size(-1)}, norm.weight, norm.bias, eps);
}

// [n, 3 D] -> [n, D], where the n rows are sequences of one length.
at::Tensor attend_to_equal_lengths(const at::Tensor& projected, const EqualLengths& run,
                                   int64_t heads) {
  const int64_t width = projected.size(1) / 3;
  const at::Tensor cells = projected.view({run.sequences, run.length, 3, heads, width / heads});
  const auto part = [&cells](int64_t i) { return cells.select(2, i).transpose(1, 2); };
  return at::scaled_dot_product_attention(part(0), part(1), part(2))  // [S, H, T, d]
      .transpose(1, 2)
      .reshape({run.sequences * run.length, width});
}

void check_input(const EncoderInput& input, const EncoderConfig& config) {
  if (static_cast<int64_t>(input.ids.size()) > config.context_length())
    throw_input("{} tokens do not fit the encoder's context of {}", input.ids.size(),
                config.context_length());
  for (const TokenId id : input.ids)
    if (id < 0 || id >= config.vocab_size)
      throw_input("token id {} is outside the encoder's vocabulary of {}", id, config.vocab_size);
  if (input.second < input.ids.size() && config.type_vocab_size < 2)
    throw_input("the encoder has one token type, a pair needs two");
}

at::Tensor column(const std::vector<int64_t>& values) {
  return at::tensor(values, at::kLong).to(best_device());
}

}  // namespace

Encoder::Encoder(EncoderConfig config, const TensorSource& source, at::ScalarType compute)
    : config_(std::move(config)) {
  const EncoderReader reader(config_, source, compute);
  words_ = reader.words(config_.vocab_size);
  positions_ = reader.table("position", config_.max_position_embeddings);
  types_ = reader.table("token_type", config_.type_vocab_size);
  embedding_norm_ = reader.norm("embeddings.LayerNorm");
  for (int64_t i = 0; i < config_.num_hidden_layers; ++i)
    layers_.push_back(
        reader.layer("encoder.layer." + std::to_string(i) + ".", config_.intermediate_size));
}

EncoderBatch Encoder::make_batch(std::span<const EncoderInput* const> inputs) const {
  EncoderBatch batch;
  std::vector<int64_t> tokens, positions, types;
  for (const EncoderInput* input : inputs) {
    check_input(*input, config_);
    const auto length = static_cast<int64_t>(input->ids.size());
    if (batch.runs.empty() || batch.runs.back().length != length)
      batch.runs.push_back({static_cast<int64_t>(tokens.size()), 0, length});
    ++batch.runs.back().sequences;
    int64_t position = config_.first_position();
    for (size_t i = 0; i < input->ids.size(); ++i) {
      const bool padding = input->ids[i] == config_.pad_token_id;
      const bool skipped = padding && config_.positions_behind_padding;
      batch.has_padding_tokens = batch.has_padding_tokens || padding;
      tokens.push_back(input->ids[i]);
      positions.push_back(skipped ? config_.pad_token_id : position++);
      types.push_back(i >= input->second);
    }
  }
  batch.tokens = column(tokens);
  batch.positions = column(positions);
  batch.types = column(types);
  return batch;
}

at::Tensor Encoder::embed(const EncoderBatch& batch) const {
  at::Tensor sum = at::embedding(words_, batch.tokens);
  sum.add_(at::embedding(types_, batch.types)).add_(at::embedding(positions_, batch.positions));
  return normalize(sum, embedding_norm_, config_.layer_norm_eps);
}

at::Tensor Encoder::run_layer(const EncoderLayer& layer, const at::Tensor& hidden,
                              const EncoderBatch& batch) const {
  const at::Tensor projected = layer.query_key_value(hidden);
  std::vector<at::Tensor> mixed;
  for (const EqualLengths& run : batch.runs)
    mixed.push_back(
        attend_to_equal_lengths(projected.narrow(0, run.first_row, run.sequences * run.length), run,
                                config_.num_attention_heads));
  const at::Tensor context = mixed.size() == 1 ? mixed.front() : at::cat(mixed);
  at::Tensor between = layer.attention_output(context);
  between = normalize(between.add_(hidden), layer.attention_norm, config_.layer_norm_eps);
  at::Tensor inner = layer.inner(between);
  at::Tensor outer = layer.outer(at::gelu_(inner));
  return normalize(outer.add_(between), layer.output_norm, config_.layer_norm_eps);
}

void Encoder::forward(const EncoderBatch& batch, int64_t layers, const Visitor& visit) const {
  DRAGOMAN_CHECK(layers >= 0 && layers <= config_.num_hidden_layers, "no such layer");
  const at::NoGradGuard inference;
  at::Tensor hidden = embed(batch);
  visit(0, hidden);
  for (int64_t i = 0; i < layers; ++i) {
    hidden = run_layer(layers_[static_cast<size_t>(i)], hidden, batch);
    visit(i + 1, hidden);
  }
}

Encoder load_encoder(const Path& folder, at::ScalarType compute) {
  const Path path = folder / "config.json";
  const Json json = parse_json(read_file(path), path.string());
  return {checkpoints::parse_encoder_config(json, path.string()), open_tensors(folder), compute};
}

}  // namespace dragoman::nn
