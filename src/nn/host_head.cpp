#include "nn/host_head.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

#include <memory>

#include "nn/host_tensors.h"
#include "passes/head.h"

namespace dragoman::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct HeadRun : torch::CustomClassHolder {
  at::Tensor hidden, head, targets;
  std::unique_ptr<passes::HeadPass> own;  // where none was given
  passes::HeadPass* pass = nullptr;
};

c10::intrusive_ptr<HeadRun> make_head_run(const at::Tensor& hidden, const at::Tensor& head,
                                          const at::Tensor& targets, const HeadSettings& settings,
                                          bool keeps) {
  auto run = c10::make_intrusive<HeadRun>();
  run->hidden = hidden.detach().contiguous();
  run->head = head;
  run->targets = targets.contiguous();
  if (settings.passes == nullptr) run->own = std::make_unique<passes::HeadPass>();
  run->pass = settings.passes == nullptr ? run->own.get() : &settings.passes->head;
  const auto width = static_cast<size_t>(head.size(1));
  run->pass->begin(
      {static_cast<size_t>(head.size(0)), width, head.const_data_ptr<float>()},
      {settings.temperature, settings.cap, settings.entropy, keeps},
      {run->hidden.const_data_ptr<float>(), width},
      std::span(run->targets.const_data_ptr<int64_t>(), static_cast<size_t>(hidden.size(0))));
  return run;
}

// In HeadOutput's order; those not asked for are empty.
variable_list head_columns(HeadRun& run, const HeadSettings& settings) {
  const auto column = [&](bool wanted) { return at::empty({wanted ? run.hidden.size(0) : 0}); };
  const variable_list columns = {column(true), column(settings.entropy), column(settings.correct),
                                 column(settings.log_partition)};
  const auto place = [&](size_t i) {
    return columns[i].numel() > 0 ? columns[i].data_ptr<float>() : nullptr;
  };
  run.pass->forward({place(0), place(1), place(2), place(3)});
  return columns;
}

class HostHead : public torch::autograd::Function<HostHead> {
 public:
  // `anchor` wants a gradient, so that there is a backward pass under frozen states, too.
  static variable_list forward(AutogradContext* context, const at::Tensor& hidden,
                               const at::Tensor&, const c10::intrusive_ptr<HeadRun>& run,
                               const HeadSettings& settings) {
    context->saved_data["run"] = c10::IValue::make_capsule(run);
    context->saved_data["by_states"] = hidden.requires_grad();
    context->set_materialize_grads(false);  // an entropy that is only logged costs nothing here
    const variable_list columns = head_columns(*run, settings);
    context->mark_non_differentiable({columns[2]});
    return columns;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto capsule = context->saved_data["run"].toCapsule();
    auto& run = static_cast<HeadRun&>(*capsule);
    variable_list slopes;
    for (const at::Tensor& gradient : gradients)
      slopes.push_back(gradient.defined() ? gradient.contiguous() : gradient);
    const auto place = [&](size_t i) {
      return slopes[i].defined() && slopes[i].numel() > 0 ? slopes[i].const_data_ptr<float>()
                                                          : nullptr;
    };
    at::Tensor by_hidden;
    if (context->saved_data["by_states"].toBool()) by_hidden = at::empty_like(run.hidden);
    run.pass->backward({place(0), place(1), place(3)},
                       {by_hidden.defined() ? by_hidden.data_ptr<float>() : nullptr,
                        static_cast<size_t>(run.hidden.size(1))},
                       gradient_place(run.head));
    return {by_hidden, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

bool head_runs_by_hand(const at::Tensor& hidden, const at::Tensor& head,
                       const HeadSettings& settings) {
  return settings.by_hand && settings.compute == at::kFloat && !settings.teacher.hidden.defined() &&
         hidden.is_cpu() && hidden.scalar_type() == at::kFloat && is_plain(head) && head.is_leaf();
}

HeadOutput score_by_hand(const at::Tensor& hidden, const at::Tensor& head,
                         const at::Tensor& targets, const HeadSettings& settings) {
  const bool keeps = at::GradMode::is_enabled() && (hidden.requires_grad() || head.requires_grad());
  const auto run = make_head_run(hidden, head, targets, settings, keeps);
  variable_list columns;
  if (keeps) {
    const at::Tensor anchor = at::empty({0}).requires_grad_();
    columns = HostHead::apply(hidden, anchor, run, settings);
  } else {
    columns = head_columns(*run, settings);
  }
  const auto asked = [&](bool wanted, size_t i) { return wanted ? columns[i] : at::Tensor(); };
  return {columns[0],
          asked(settings.entropy, 1),
          asked(settings.correct, 2),
          asked(settings.log_partition, 3),
          {}};
}

}  // namespace dragoman::nn
