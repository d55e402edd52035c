#include "nn/host_decoder.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "nn/host_tensors.h"
#include "passes/decoder.h"

namespace dragoman::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr const char* kRun = "run";

// One forward pass and all that its backward pass needs.
struct HostRun : torch::CustomClassHolder {
  const Weights* weights = nullptr;
  passes::Sharing rows;
  std::vector<TokenId> tokens;  // of the rows
  Rotaries rotaries;
  std::deque<at::Tensor> shifted;  // norms' weights with their offset
  passes::DecoderParts parts;
  passes::Packed batch;
  std::unique_ptr<passes::DecoderPass> own;  // where none was given
  passes::DecoderPass* pass = nullptr;
};

bool is_plain_linear(const Linear& linear) {
  return is_plain(linear.weight) && is_plain(linear.bias) && is_plain(linear.change.a) &&
         is_plain(linear.change.b);
}

const float* data(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

passes::LinearPart linear_part(const Linear& linear, bool gradients) {
  passes::LinearPart part{static_cast<size_t>(linear.weight.size(0)),
                          static_cast<size_t>(linear.weight.size(1)), data(linear.weight),
                          data(linear.bias)};
  const LowRank& change = linear.change;
  if (change.a.defined())
    part.change = {
        static_cast<size_t>(change.a.size(0)), data(change.a), data(change.b), nullptr, nullptr,
        static_cast<float>(change.scale)};
  if (!gradients) return part;
  part.change.by_a = gradient_place(change.a);
  part.change.by_b = gradient_place(change.b);
  part.by_weight = gradient_place(linear.weight);
  part.by_bias = gradient_place(linear.bias);
  return part;
}

passes::NormPart norm_part(HostRun& run, const at::Tensor& weight, bool gradients) {
  if (!weight.defined()) return {};
  const float* values = data(weight);
  if (run.weights->config.norm_offset)
    values = data(run.shifted.emplace_back((weight.detach() + 1.0).contiguous()));
  return {values, gradients ? gradient_place(weight) : nullptr};
}

// `gradients`: with the places where they add up.
void take_parts(HostRun& run, bool gradients) {
  const Weights& weights = *run.weights;
  run.shifted.clear();
  run.parts = {&weights.config,
               data(weights.embedding),
               gradients ? gradient_place(weights.embedding) : nullptr,
               {},
               norm_part(run, weights.norm, gradients)};
  for (const LayerWeights& layer : weights.layers) {
    const auto norm = [&](const at::Tensor& weight) { return norm_part(run, weight, gradients); };
    const auto linear = [&](const Linear& one) { return linear_part(one, gradients); };
    run.parts.layers.push_back({norm(layer.input_norm), norm(layer.query_norm),
                                norm(layer.key_norm), norm(layer.post_attention_norm),
                                norm(layer.pre_feedforward_norm), norm(layer.post_feedforward_norm),
                                linear(layer.query), linear(layer.key), linear(layer.value),
                                linear(layer.output), linear(layer.gate), linear(layer.up),
                                linear(layer.down)});
  }
}

passes::RotaryRows rotary_part(const RotaryTable& table) {
  if (!table.cosines.defined()) return {};
  return {data(table.cosines), data(table.sines)};
}

// Rows that several sequences share stand at one position, unless that means other angles by the
// sequence's length.
void take_rows(HostRun& run, const PackedLayout& layout) {
  const ModelConfig& config = run.weights->config;
  const bool apart =
      config.rope.by_length() || (config.local_rope && config.local_rope->by_length());
  run.rows = passes::share_beginnings(layout.ids, layout.cu_seqlens, apart);
  for (const int64_t source : run.rows.sources)
    run.tokens.push_back(layout.ids[static_cast<size_t>(source)]);
  const at::Tensor sources = at::tensor(run.rows.sources, at::kLong);
  const auto of_rows = [&](const at::Tensor& table) {
    return table.defined() ? table.index_select(0, sources) : table;
  };
  run.rotaries = {layout.rotaries.all.map(of_rows), layout.rotaries.local.map(of_rows)};
}

// From the rows' states to those of all tokens.
at::Tensor spread(const at::Tensor& states, const passes::Sharing& rows) {
  const at::Tensor places = at::tensor(rows.places, at::kLong);
  return states.index_select(0, places);
}

c10::intrusive_ptr<HostRun> make_run(const Weights& weights, const PackedLayout& layout,
                                     const PassSettings& settings, passes::Keeps keeps) {
  auto run = c10::make_intrusive<HostRun>();
  run->weights = &weights;
  take_rows(*run, layout);
  take_parts(*run, false);
  run->batch = {run->tokens, run->rows.segments, run->rows.trees, rotary_part(run->rotaries.all),
                rotary_part(run->rotaries.local)};
  if (settings.passes == nullptr) run->own = std::make_unique<passes::DecoderPass>();
  run->pass = settings.passes == nullptr ? run->own.get() : &settings.passes->decoder;
  run->pass->begin(run->parts, run->batch, keeps);
  return run;
}

at::Tensor run_forward(HostRun& run) {
  const int64_t width = run.weights->config.hidden_size;
  at::Tensor states = at::empty({static_cast<int64_t>(run.batch.size()), width});
  run.pass->forward({states.data_ptr<float>(), static_cast<size_t>(width)});
  return states;
}

class HostDecoder : public torch::autograd::Function<HostDecoder> {
 public:
  // `anchor` wants a gradient, so that there is a backward pass.
  static at::Tensor forward(AutogradContext* context, const at::Tensor&,
                            const c10::intrusive_ptr<HostRun>& run) {
    context->saved_data[kRun] = c10::IValue::make_capsule(run);
    return run_forward(*run);
  }

  static variable_list backward(AutogradContext* context, const variable_list& by_output) {
    const auto capsule = context->saved_data[kRun].toCapsule();
    auto& run = static_cast<HostRun&>(*capsule);
    take_parts(run, true);
    const at::Tensor by = by_output[0].contiguous();
    run.pass->backward({data(by), static_cast<size_t>(by.size(1))});
    return {at::Tensor(), at::Tensor()};
  }
};

bool wants_gradients(const Weights& weights) {
  if (!at::GradMode::is_enabled()) return false;
  if (weights.embedding.requires_grad() || weights.norm.requires_grad()) return true;
  return std::any_of(weights.layers.begin(), weights.layers.end(),
                     [](const LayerWeights& layer) { return nn::wants_gradients(layer); });
}

}  // namespace

bool runs_by_hand(const Weights& weights, const PassSettings& settings) {
  if (settings.dropout.share > 0.0 || settings.compute != at::kFloat ||
      !is_plain(weights.embedding) || !is_plain(weights.norm))
    return false;
  return std::all_of(weights.layers.begin(), weights.layers.end(), [](const LayerWeights& layer) {
    return is_plain_linear(layer.query) && is_plain_linear(layer.key) &&
           is_plain_linear(layer.value) && is_plain_linear(layer.output) &&
           is_plain_linear(layer.gate) && is_plain_linear(layer.up) &&
           is_plain_linear(layer.down) && is_plain(layer.input_norm);
  });
}

at::Tensor forward_by_hand(const Weights& weights, const PackedLayout& layout,
                           const PassSettings& settings) {
  const bool differentiable = wants_gradients(weights);
  const auto keeps = !differentiable       ? passes::Keeps::kNothing
                     : settings.recomputes ? passes::Keeps::kInputs
                                           : passes::Keeps::kEverything;
  const auto run = make_run(weights, layout, settings, keeps);
  if (!differentiable) return spread(run_forward(*run), run->rows);
  const at::Tensor anchor = at::empty({0}).requires_grad_();
  return spread(HostDecoder::apply(anchor, run), run->rows);
}

}  // namespace dragoman::nn
