#include "nn/input_moments.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <deque>

#include "base/error.h"
#include "base/json.h"
#include "base/progress.h"
#include "base/signals.h"
#include "checkpoints/parameters.h"
#include "checkpoints/tensor_index.h"
#include "kernels/vector_ops.h"
#include "nn/checkpoint.h"
#include "nn/transformer.h"
#include "passes/layer_loops.h"

namespace dragoman::nn {
namespace {

using passes::Block;

constexpr size_t kBatchTokens = 2048;  // whole sequences of about as many go through together
constexpr const char* kEmbedding = "model.embed_tokens.weight";
constexpr const char* kHead = "lm_head.weight";

const float* floats(const at::Tensor& tensor) { return tensor.const_data_ptr<float>(); }

// Sums of squares by column, over rows that come a few at a time.
class ColumnSquares {
 public:
  explicit ColumnSquares(size_t width) : sums_(width) {}

  void add(const float* row) {
    for (size_t i = 0; i < sums_.size(); ++i)
      sums_[i] += static_cast<double>(row[i]) * static_cast<double>(row[i]);
  }

  std::vector<double> moments(size_t rows) const {
    std::vector<double> moments = sums_;
    for (double& sum : moments) sum *= 2.0 / static_cast<double>(rows);
    return moments;
  }

 private:
  std::vector<double> sums_;
};

// Some sequences, packed.
struct Batch {
  size_t begin = 0;  // of all tokens
  std::span<const TokenId> tokens;
  passes::Sharing rows;
  Rotaries rotaries;
  passes::Packed packed;
};

passes::RotaryRows seen_by_passes(const RotaryTable& table) {
  if (!table.cosines.defined()) return {};
  return {floats(table.cosines), floats(table.sines)};
}

// One layer's weights, as the passes see them.
class Layer {
 public:
  Layer(const ModelConfig& config, const checkpoints::TensorIndex& index, int64_t layer)
      : offset_(config.norm_offset ? 1.0 : 0.0) {
    checkpoints::visit_parameters(config, [&](const checkpoints::Parameter& parameter) {
      if (parameter.layer != layer) return;
      const checkpoints::LocatedTensor* located = index.find(parameter.name());
      if (located == nullptr) index.missing(parameter.name());
      tensors_[std::string(parameter.part)] =
          read_checked(*located->stored, parameter.shape, located->where(parameter.name()));
      located->release();
    });
    part_ = {norm("input_layernorm"),
             norm("self_attn.q_norm"),
             norm("self_attn.k_norm"),
             norm("post_attention_layernorm"),
             norm("pre_feedforward_layernorm"),
             norm("post_feedforward_layernorm"),
             linear("self_attn.q_proj"),
             linear("self_attn.k_proj"),
             linear("self_attn.v_proj"),
             linear("self_attn.o_proj"),
             linear("mlp.gate_proj"),
             linear("mlp.up_proj"),
             linear("mlp.down_proj")};
  }

  const passes::LayerPart& part() const { return part_; }

 private:
  passes::NormPart norm(const std::string& name) {
    const auto found = tensors_.find(name + ".weight");
    if (found == tensors_.end()) return {};
    if (offset_ != 0.0) found->second = found->second + offset_;
    return {floats(found->second)};
  }

  passes::LinearPart linear(const std::string& name) const {
    const at::Tensor& weight = tensors_.at(name + ".weight");
    const auto bias = tensors_.find(name + ".bias");
    return {static_cast<size_t>(weight.size(0)), static_cast<size_t>(weight.size(1)),
            floats(weight), bias == tensors_.end() ? nullptr : floats(bias->second)};
  }

  double offset_;
  std::map<std::string, at::Tensor> tensors_;
  passes::LayerPart part_;
};

class Observer {
 public:
  explicit Observer(const episodes::MomentsRequest& request)
      : config_(read_config(request.folder)), index_(request.folder) {
    for (const auto& sequence : request.sequences)
      tokens_.insert(tokens_.end(), sequence.begin(), sequence.end());
    make_batches(request.sequences);
  }

  std::map<std::string, std::vector<double>> run() {
    Progress progress("calibration", "layers", config_.num_hidden_layers);
    embed();
    for (int64_t layer = 0; layer < config_.num_hidden_layers; ++layer) {
      throw_if_interrupted();
      observe(layer);
      progress.advance();
    }
    if (config_.language_head && !config_.tie_word_embeddings) observe_head();
    return std::move(moments_);
  }

 private:
  static ModelConfig read_config(const Path& folder) {
    const Path file = folder / "config.json";
    return checkpoints::parse_model_config(parse_json(read_file(file), file.string()),
                                           file.string());
  }

  size_t width() const { return static_cast<size_t>(config_.hidden_size); }
  float* state(size_t token) { return states_.data() + token * width(); }

  void make_batches(const std::vector<std::vector<TokenId>>& sequences) {
    size_t begin = 0;
    for (size_t s = 0; s < sequences.size();) {
      std::vector<int32_t> borders{0};
      std::vector<int64_t> positions, lengths;
      while (s < sequences.size() && (positions.empty() || positions.size() < kBatchTokens)) {
        for (size_t t = 0; t < sequences[s].size(); ++t) {
          positions.push_back(static_cast<int64_t>(t));
          lengths.push_back(static_cast<int64_t>(sequences[s].size()));
        }
        borders.push_back(static_cast<int32_t>(positions.size()));
        ++s;
      }
      add_batch(begin, borders, rotary_rows(config_, positions, lengths, at::kCPU));
      begin += positions.size();
    }
  }

  void add_batch(size_t begin, std::span<const int32_t> borders, Rotaries rotaries) {
    Batch& batch = batches_.emplace_back();
    batch.begin = begin;
    batch.tokens = std::span(tokens_).subspan(begin, static_cast<size_t>(borders.back()));
    batch.rows = passes::share_beginnings(batch.tokens, borders, /*apart=*/true);
    batch.rotaries = std::move(rotaries);
    batch.packed = {batch.tokens, batch.rows.segments, batch.rows.trees,
                    seen_by_passes(batch.rotaries.all), seen_by_passes(batch.rotaries.local)};
  }

  // A row of the embedding is read where its token is; each token counts once more than it occurs,
  // so that one which does not may still have learnt something.
  void embed() {
    const std::vector<int64_t> shape{config_.vocab_size, config_.hidden_size};
    const checkpoints::LocatedTensor* located = index_.find(kEmbedding);
    if (located == nullptr) index_.missing(kEmbedding);
    if (located->stored->shape != shape)
      throw_input("{}: its shape is [{}], the configuration asks for [{}]",
                  located->where(kEmbedding), checkpoints::to_text(located->stored->shape),
                  checkpoints::to_text(shape));
    states_.resize(tokens_.size() * width());
    std::vector<double> counts(static_cast<size_t>(config_.vocab_size), 1.0);
    const size_t bytes = located->stored->bytes.size() / counts.size();
    for (size_t t = 0; t < tokens_.size(); ++t) {
      const auto token = static_cast<size_t>(tokens_[t]);
      if (tokens_[t] < 0 || token >= counts.size())
        throw_input("{}: the text has token {}, the vocabulary {}", located->where(kEmbedding),
                    tokens_[t], config_.vocab_size);
      counts[token] += 1.0;
      const checkpoints::StoredTensor row{located->stored->dtype,
                                          {config_.hidden_size},
                                          located->stored->bytes.subspan(token * bytes, bytes)};
      kernels::scale(floats(as_float(row, located->where(kEmbedding))),
                     static_cast<float>(config_.embedding_scale), width(), state(t));
    }
    located->release();
    for (double& count : counts) count *= 2.0 / static_cast<double>(tokens_.size());
    moments_[kEmbedding] = std::move(counts);
  }

  struct Sums {
    ColumnSquares normed, attended, middle, opened;
  };

  void observe(int64_t number) {
    const Layer layer(config_, index_, number);
    Sums sums{ColumnSquares(width()), ColumnSquares(static_cast<size_t>(config_.query_size())),
              ColumnSquares(width()),
              ColumnSquares(static_cast<size_t>(config_.intermediate_size))};
    for (const Batch& batch : batches_) pass(layer.part(), number, batch, sums);
    const std::string start = fmt::format("model.layers.{}.", number);
    const auto keep = [&](const char* part, const ColumnSquares& squares) {
      moments_[start + part + ".weight"] = squares.moments(tokens_.size());
    };
    for (const char* part : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"})
      keep(part, sums.normed);
    keep("self_attn.o_proj", sums.attended);
    for (const char* part : {"mlp.gate_proj", "mlp.up_proj"}) keep(part, sums.middle);
    keep("mlp.down_proj", sums.opened);
  }

  void pass(const passes::LayerPart& part, int64_t layer, const Batch& batch, Sums& sums) {
    const size_t tokens = batch.tokens.size();
    workspace_.restart();
    const passes::KeptLayer kept = passes::LayerPass::make_kept(config_, tokens, workspace_);
    const Block out = workspace_.block(tokens, width());
    for (size_t t = 0; t < tokens; ++t)
      std::copy_n(state(batch.begin + t), width(), kept.in.row(t));
    pass_.begin(config_, batch.packed);
    pass_.forward(part, static_cast<size_t>(layer), kept, out);
    for (size_t t = 0; t < tokens; ++t) {
      add_inputs(part, kept, t, sums);
      std::copy_n(out.row(t), width(), state(batch.begin + t));
    }
  }

  // What the linear layers read of one token, as LayerPass computes it.
  void add_inputs(const passes::LayerPart& part, const passes::KeptLayer& kept, size_t token,
                  Sums& sums) {
    const auto inner = static_cast<size_t>(config_.intermediate_size);
    const passes::NormPart& before =
        config_.sandwich_norms ? part.pre_feedforward_norm : part.post_attention_norm;
    row_.resize(std::max(width(), inner));
    passes::norm_rows(config_, part.input_norm, kept.in.rows(token), 1, {row_.data(), width()});
    sums.normed.add(row_.data());
    sums.attended.add(kept.attended.row(token));
    passes::norm_rows(config_, before, kept.middle.rows(token), 1, {row_.data(), width()});
    sums.middle.add(row_.data());
    const auto open = config_.hidden_act == "silu" ? kernels::gate_silu : kernels::gate_gelu_tanh;
    open(kept.gate.row(token), kept.up.row(token), inner, row_.data());
    sums.opened.add(row_.data());
  }

  void observe_head() {
    constexpr const char* kNorm = "model.norm.weight";
    const checkpoints::LocatedTensor* located = index_.find(kNorm);
    if (located == nullptr) index_.missing(kNorm);
    at::Tensor weight =
        read_checked(*located->stored, {config_.hidden_size}, located->where(kNorm));
    if (config_.norm_offset) weight = weight + 1.0;
    ColumnSquares squares(width());
    row_.resize(width());
    for (size_t t = 0; t < tokens_.size(); ++t) {
      passes::norm_rows(config_, {floats(weight)}, {state(t), width()}, 1, {row_.data(), width()});
      squares.add(row_.data());
    }
    moments_[kHead] = squares.moments(tokens_.size());
  }

  ModelConfig config_;
  checkpoints::TensorIndex index_;
  std::vector<TokenId> tokens_;
  std::deque<Batch> batches_;  // which point into themselves
  std::vector<float> states_;  // [N, D] the residual stream
  passes::LayerPass pass_;
  passes::Workspace workspace_;
  std::vector<float> row_;
  std::map<std::string, std::vector<double>> moments_;
};

}  // namespace

std::map<std::string, std::vector<double>> input_moments(const episodes::MomentsRequest& request) {
  const at::NoGradGuard no_gradients;
  return Observer(request).run();
}

}  // namespace dragoman::nn
