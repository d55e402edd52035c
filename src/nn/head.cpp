// With p = softmax(z / T), z = h W': d logprob / dz = (onehot - p) / T and, for the entropy
// H = -sum p log p, dH / dz_v = -p_v (log p_v + H) / T. The backward pass recomputes p chunk by
// chunk. A cap multiplies d/dz by 1 - (capped z / cap)^2.
#include "nn/head.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

namespace dragoman::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kChunkElements = int64_t{1} << 22;  // logits held at once: 16 MiB in float32

int64_t chunk_rows(const at::Tensor& head) {
  return std::max<int64_t>(16, kChunkElements / head.size(0));
}

// Of capped logits; these are not changed.
at::Tensor log_probabilities(const at::Tensor& logits, const HeadSettings& settings) {
  return at::log_softmax(settings.temperature == 1.0 ? logits : logits / settings.temperature, -1);
}

HeadSettings settings_of(AutogradContext* context) {
  HeadSettings settings;
  settings.temperature = context->saved_data["temperature"].toDouble();
  settings.entropy = context->saved_data["entropy"].toBool();
  settings.compute = static_cast<at::ScalarType>(context->saved_data["compute"].toInt());
  settings.cap = context->saved_data["cap"].toDouble();
  return settings;
}

// d(loss)/d(logits) of one chunk, [rows, V].
at::Tensor logit_gradient(const at::Tensor& log_p, const at::Tensor& targets,
                          const at::Tensor& by_logprob, const at::Tensor& by_entropy) {
  const at::Tensor p = log_p.exp();
  at::Tensor gradient = p * -by_logprob.unsqueeze(1);
  gradient.scatter_add_(1, targets.unsqueeze(1), by_logprob.unsqueeze(1));
  if (by_entropy.defined()) {
    const at::Tensor entropy = -(p * log_p).sum(-1, /*keepdim=*/true);
    gradient.sub_(p * (log_p + entropy) * by_entropy.unsqueeze(1));
  }
  return gradient;
}

class TargetScore : public torch::autograd::Function<TargetScore> {
 public:
  static variable_list forward(AutogradContext* context, const at::Tensor& hidden,
                               const at::Tensor& head, const at::Tensor& targets,
                               const HeadSettings& settings) {
    context->save_for_backward({hidden, head, targets});
    context->set_materialize_grads(false);  // an entropy that is only logged costs nothing here
    context->saved_data["temperature"] = settings.temperature;
    context->saved_data["entropy"] = settings.entropy;
    context->saved_data["cap"] = settings.cap;
    context->saved_data["compute"] = static_cast<int64_t>(settings.compute);
    const at::Tensor weights = head.to(settings.compute);
    std::vector<at::Tensor> logprobs;
    std::vector<at::Tensor> entropies;
    std::vector<at::Tensor> correct;
    for (int64_t row = 0; row < hidden.size(0); row += chunk_rows(head)) {
      const int64_t rows = std::min(chunk_rows(head), hidden.size(0) - row);
      const at::Tensor input = hidden.narrow(0, row, rows).to(settings.compute);
      const at::Tensor log_p =
          log_probabilities(capped(exact_logits(input, weights), settings.cap), settings);
      logprobs.push_back(log_p.gather(1, targets.narrow(0, row, rows).unsqueeze(1)).squeeze(1));
      if (settings.correct) correct.push_back(logprobs.back().ge(log_p.amax(-1)).to(at::kFloat));
      if (settings.entropy) entropies.push_back(-(log_p.exp() * log_p).sum(-1));
    }
    const auto joined = [](const std::vector<at::Tensor>& parts) {
      return parts.empty() ? at::empty({0}) : at::cat(parts);
    };
    const at::Tensor no_gradient = joined(correct);
    context->mark_non_differentiable({no_gradient});
    return {joined(logprobs), joined(entropies), no_gradient};
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &hidden = saved[0], &head = saved[1], &targets = saved[2];
    const HeadSettings settings = settings_of(context);
    const at::Tensor weights = head.to(settings.compute);
    const at::Tensor by_logprob =
        gradients[0].defined() ? gradients[0] : at::zeros({hidden.size(0)}, hidden.options());
    at::Tensor by_hidden = at::empty_like(hidden);
    at::Tensor by_head;  // of a frozen head: none
    if (head.requires_grad()) by_head = at::zeros_like(head);
    for (int64_t row = 0; row < hidden.size(0); row += chunk_rows(head)) {
      const int64_t rows = std::min(chunk_rows(head), hidden.size(0) - row);
      const auto part = [&](const at::Tensor& whole) { return whole.narrow(0, row, rows); };
      const at::Tensor input = part(hidden).to(settings.compute);
      const at::Tensor logits = capped(exact_logits(input, weights), settings.cap);
      const at::Tensor log_p = log_probabilities(logits, settings);
      const at::Tensor by_entropy = gradients[1].defined() ? part(gradients[1]) : at::Tensor();
      at::Tensor by_logits = logit_gradient(log_p, part(targets), part(by_logprob), by_entropy);
      if (settings.temperature != 1.0) by_logits.div_(settings.temperature);
      if (settings.cap > 0.0) by_logits.mul_(1.0 - (logits / settings.cap).square());
      by_logits = by_logits.to(settings.compute);
      part(by_hidden).copy_(at::mm(by_logits, weights));
      if (by_head.defined()) by_head.add_(at::mm(by_logits.t(), input));
    }
    return {by_hidden, by_head, at::Tensor(), at::Tensor()};
  }
};

}  // namespace

// Where a product can't be written in a wider dtype, a second one gives what the first one's
// rounding lost: sums are float32 inside, so the product minus its rounded self is known to 16
// bits.
at::Tensor exact_logits(const at::Tensor& input, const at::Tensor& weights) {
  if (input.scalar_type() == at::kFloat) return at::linear(input, weights);
  if (input.is_cuda()) return at::mm(input, weights.t(), at::kFloat);
  const at::Tensor rounded = at::mm(input, weights.t());
  const at::Tensor lost = at::addmm(rounded, input, weights.t(), /*beta=*/-1, /*alpha=*/1);
  return rounded.to(at::kFloat).add_(lost);
}

at::Tensor capped(at::Tensor logits, double cap) {
  if (cap <= 0.0) return logits;
  if (logits.requires_grad()) return at::tanh(logits / cap) * cap;
  return logits.div_(cap).tanh_().mul_(cap);
}

HeadOutput score_targets(const at::Tensor& hidden, const at::Tensor& head,
                         const at::Tensor& targets, const HeadSettings& settings) {
  const variable_list outputs = TargetScore::apply(hidden, head, targets, settings);
  return {outputs[0], settings.entropy ? outputs[1] : at::Tensor(),
          settings.correct ? outputs[2] : at::Tensor()};
}

}  // namespace dragoman::nn
