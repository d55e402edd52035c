// With p = softmax(z / T), z = h W': d logprob / dz = (onehot - p) / T, d log_partition / dz = p /
// T and, for the entropy H = -sum p log p, dH / dz_v = -p_v (log p_v + H) / T. The backward pass
// recomputes p chunk by chunk. A cap multiplies d/dz by 1 - (capped z / cap)^2.
#include "nn/head.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

#include "nn/divergence.h"
#include "nn/host_head.h"

namespace dragoman::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kChunkElements = int64_t{1} << 22;  // logits held at once: 16 MiB in float32

int64_t chunk_rows(const at::Tensor& head) {
  return std::max<int64_t>(16, kChunkElements / head.size(0));
}

at::Tensor joined(const std::vector<at::Tensor>& parts) {
  return parts.empty() ? at::empty({0}) : at::cat(parts);
}

// Everything that both passes need besides hidden states and targets, rows [row, row + rows).
struct Head {
  at::Tensor weights;  // in the dtype of the products
  const HeadSettings& settings;

  at::Tensor logits(const at::Tensor& hidden) const {
    return capped(exact_logits(hidden.to(settings.compute), weights), settings.cap);
  }
  at::Tensor scaled(const at::Tensor& logits) const {
    return settings.temperature == 1.0 ? logits : logits / settings.temperature;
  }
  // Log-probabilities of the teacher, [rows, V].
  at::Tensor teacher(int64_t row, int64_t rows) const {
    const TeacherStates& states = settings.teacher;
    const at::Tensor input = states.hidden.narrow(0, row, rows).to(settings.compute);
    const at::Tensor logits = exact_logits(input, states.head.to(settings.compute));
    return at::log_softmax(scaled(capped(logits, states.cap)), -1);
  }
};

// Derivatives of the loss by a chunk's outputs; undefined where there are none.
struct Slopes {
  at::Tensor logprob, entropy, log_partition, divergence;
};

// d(loss)/d(scaled logits) of one chunk, [rows, V]. `teacher` is read with a divergence only.
at::Tensor logit_gradient(const at::Tensor& log_p, const at::Tensor& targets, const Slopes& by,
                          const at::Tensor& teacher, double beta) {
  const at::Tensor p = log_p.exp();
  const at::Tensor down = by.log_partition.defined() ? by.log_partition - by.logprob : -by.logprob;
  at::Tensor gradient = p * down.unsqueeze(1);
  gradient.scatter_add_(1, targets.unsqueeze(1), by.logprob.unsqueeze(1));
  if (by.entropy.defined()) {
    const at::Tensor entropy = -(p * log_p).sum(-1, /*keepdim=*/true);
    gradient.sub_(p * (log_p + entropy) * by.entropy.unsqueeze(1));
  }
  if (by.divergence.defined())
    gradient.add_(divergence_terms(log_p, teacher, beta, true).slopes * by.divergence.unsqueeze(1));
  return gradient;
}

void remember(AutogradContext* context, const HeadSettings& settings) {
  context->saved_data["temperature"] = settings.temperature;
  context->saved_data["cap"] = settings.cap;
  context->saved_data["compute"] = static_cast<int64_t>(settings.compute);
  context->saved_data["teacher_cap"] = settings.teacher.cap;
  context->saved_data["beta"] = settings.teacher.beta;
}

HeadSettings settings_of(AutogradContext* context, const variable_list& saved) {
  HeadSettings settings;
  settings.temperature = context->saved_data["temperature"].toDouble();
  settings.compute = static_cast<at::ScalarType>(context->saved_data["compute"].toInt());
  settings.cap = context->saved_data["cap"].toDouble();
  settings.teacher = {saved[3], saved[4], context->saved_data["teacher_cap"].toDouble(),
                      context->saved_data["beta"].toDouble()};
  return settings;
}

// The outputs of all chunks, in HeadOutput's order.
struct Columns {
  std::vector<at::Tensor> logprob, entropy, correct, log_partition, divergence;

  void add(const Head& head, const at::Tensor& hidden, const at::Tensor& targets, int64_t row) {
    const HeadSettings& settings = head.settings;
    const at::Tensor scaled = head.scaled(head.logits(hidden));
    const at::Tensor log_p = at::log_softmax(scaled, -1);
    const auto of_target = [&](const at::Tensor& values) {
      return values.gather(1, targets.unsqueeze(1)).squeeze(1);
    };
    logprob.push_back(of_target(log_p));
    if (settings.correct) correct.push_back(logprob.back().ge(log_p.amax(-1)).to(at::kFloat));
    if (settings.entropy) entropy.push_back(-(log_p.exp() * log_p).sum(-1));
    if (settings.log_partition) log_partition.push_back(of_target(scaled) - logprob.back());
    if (settings.teacher.hidden.defined())
      divergence.push_back(
          divergence_terms(log_p, head.teacher(row, hidden.size(0)), settings.teacher.beta, false)
              .value);
  }
};

class TargetScore : public torch::autograd::Function<TargetScore> {
 public:
  static variable_list forward(AutogradContext* context, const at::Tensor& hidden,
                               const at::Tensor& head, const at::Tensor& targets,
                               const HeadSettings& settings) {
    context->save_for_backward(
        {hidden, head, targets, settings.teacher.hidden, settings.teacher.head});
    context->set_materialize_grads(false);  // an entropy that is only logged costs nothing here
    remember(context, settings);
    const Head made{head.to(settings.compute), settings};
    Columns columns;
    for (int64_t row = 0; row < hidden.size(0); row += chunk_rows(head)) {
      const int64_t rows = std::min(chunk_rows(head), hidden.size(0) - row);
      columns.add(made, hidden.narrow(0, row, rows), targets.narrow(0, row, rows), row);
    }
    const at::Tensor no_gradient = joined(columns.correct);
    context->mark_non_differentiable({no_gradient});
    return {joined(columns.logprob), joined(columns.entropy), no_gradient,
            joined(columns.log_partition), joined(columns.divergence)};
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &hidden = saved[0], &head = saved[1], &targets = saved[2];
    const HeadSettings settings = settings_of(context, saved);
    const Head made{head.to(settings.compute), settings};
    at::Tensor by_hidden = at::empty_like(hidden);
    at::Tensor by_head;  // of a frozen head: none
    if (head.requires_grad()) by_head = at::zeros_like(head);
    for (int64_t row = 0; row < hidden.size(0); row += chunk_rows(head)) {
      const int64_t rows = std::min(chunk_rows(head), hidden.size(0) - row);
      const auto part = [&](const at::Tensor& whole) {
        return whole.defined() ? whole.narrow(0, row, rows) : whole;
      };
      const Slopes by{
          gradients[0].defined() ? part(gradients[0]) : at::zeros({rows}, hidden.options()),
          part(gradients[1]), part(gradients[3]), part(gradients[4])};
      const at::Tensor by_logits = chunk_gradient(made, part(hidden), part(targets), by, row);
      part(by_hidden).copy_(at::mm(by_logits, made.weights));
      if (by_head.defined()) by_head.add_(at::mm(by_logits.t(), part(hidden).to(settings.compute)));
    }
    return {by_hidden, by_head, at::Tensor(), at::Tensor()};
  }

 private:
  // d(loss)/d(logits before cap and temperature), in the dtype of the products.
  static at::Tensor chunk_gradient(const Head& head, const at::Tensor& hidden,
                                   const at::Tensor& targets, const Slopes& by, int64_t row) {
    const HeadSettings& settings = head.settings;
    const at::Tensor logits = head.logits(hidden);
    const at::Tensor teacher =
        by.divergence.defined() ? head.teacher(row, hidden.size(0)) : at::Tensor();
    at::Tensor gradient = logit_gradient(at::log_softmax(head.scaled(logits), -1), targets, by,
                                         teacher, settings.teacher.beta);
    if (settings.temperature != 1.0) gradient.div_(settings.temperature);
    if (settings.cap > 0.0) gradient.mul_(1.0 - (logits / settings.cap).square());
    return gradient.to(settings.compute);
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
  if (head_runs_by_hand(hidden, head, settings))
    return score_by_hand(hidden, head, targets, settings);
  const variable_list outputs = TargetScore::apply(hidden, head, targets, settings);
  const auto asked = [&](bool wanted, size_t i) { return wanted ? outputs[i] : at::Tensor(); };
  return {outputs[0], asked(settings.entropy, 1), asked(settings.correct, 2),
          asked(settings.log_partition, 3), asked(settings.teacher.hidden.defined(), 4)};
}

}  // namespace dragoman::nn
