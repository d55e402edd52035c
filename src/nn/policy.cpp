#include "nn/policy.h"

#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <sys/resource.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "base/error.h"
#include "checkpoints/context.h"
#include "nn/module_names.h"
#include "nn/transformer.h"

namespace dragoman::nn {
namespace {

// Empty where the output was not asked for.
std::vector<float> scatter(const at::Tensor& values, const std::vector<int64_t>& rows,
                           int64_t size) {
  if (!values.defined()) return {};
  std::vector<float> column(static_cast<size_t>(size), 0.0F);
  const at::Tensor on_cpu = values.detach().to(at::kCPU).contiguous();
  const float* data = on_cpu.const_data_ptr<float>();
  for (size_t i = 0; i < rows.size(); ++i) column[rows[i]] = data[i];
  return column;
}

at::Tensor gather(const std::vector<float>& column, const std::vector<int64_t>& rows,
                  at::Device device) {
  std::vector<float> values(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) values[i] = column[rows[i]];
  return at::tensor(values, at::kFloat).to(device);
}

}  // namespace

std::vector<int64_t> predicted_rows(const episodes::PolicyBatch& batch) {
  std::vector<int64_t> rows;
  for (int64_t t = 0; t < batch.size(); ++t) {
    if (batch.predicted[t] == 0) continue;
    DRAGOMAN_CHECK(batch.positions[t] > 0, "the first token of a segment can't be predicted");
    rows.push_back(t);
  }
  return rows;
}

Policy::Policy(Trained trained, const Compute& compute, const Generators& generators)
    : weights_(std::move(trained.weights)),
      lora_(std::move(trained.lora)),
      stream_(trained.stream),
      compute_(compute.dtype),
      why_(compute.why),
      recomputes_(trained.settings.gradient_checkpointing),
      generators_(generators) {
  const episodes::LearnerSettings& settings = trained.settings;
  if (lora_ && !settings.trainable_modules.empty())
    throw_input(
        "trainable_modules: an adapter trains its own modules; name them in lora_target_modules");
  const auto parameters =
      lora_ ? lora_->parameters() : train_modules(*weights_, settings.trainable_modules);
  optimizer_ = make_optimizer(settings.optim, parameters);
  if (settings.ema_decay > 0.0)
    average_ = std::make_unique<Average>(parameters, settings.ema_decay);
}

episodes::Generator& Policy::generator() {
  if (!weights_->config.language_head)
    throw_input("the model is a reward model, which writes nothing; a language model is needed");
  if (!generator_) generator_ = generators_.generator(seen(), compute_);
  return *generator_;
}

episodes::Generator& Policy::sampler() {
  if (!generators_.sampler) return generator();
  if (!sampler_) sampler_ = generators_.sampler(seen(), compute_);
  return *sampler_;
}

void Policy::set_teacher(episodes::Learner& teacher, double beta) {
  teacher_ = dynamic_cast<Policy*>(&teacher);
  teacher_beta_ = beta;
  DRAGOMAN_CHECK(teacher_ != nullptr, "a teacher is a learner of this very kind");
  const int64_t theirs = teacher_->weights_->config.vocab_size;
  if (theirs != weights_->config.vocab_size)
    throw_input("the teacher has {} tokens and the model {}; they must share one vocabulary",
                theirs, weights_->config.vocab_size);
}

// What is dropped depends on the run's seed, the update and the forward alone.
Dropout Policy::draw_dropout() {
  if (!lora_) return {};
  return {lora_->dropout(), stream_.derive("dropout", weights_->version, forwards_++)};
}

TeacherStates Policy::teacher_states(const episodes::PolicyBatch& batch) {
  DRAGOMAN_CHECK(teacher_ != nullptr, "a divergence needs a teacher");
  const at::NoGradGuard no_gradients;
  const Weights& weights = *teacher_->seen();
  const PackedLayout layout = make_layout(weights, batch.tokens, batch.cu_seqlens, batch.positions);
  const at::Tensor rows = at::tensor(predicted_rows_, at::kLong).to(weights.device());
  return {forward_packed(weights, layout, teacher_->evaluating()).index_select(0, rows - 1),
          weights.head, weights.config.logit_cap, teacher_beta_};
}

Policy::Outputs Policy::score(const Weights& weights, const episodes::PolicyBatch& batch,
                              episodes::Needs needs, const PassSettings& pass) {
  predicted_rows_ = predicted_rows(batch);
  DRAGOMAN_CHECK(!predicted_rows_.empty(), "a batch must predict something");
  const PackedLayout layout = make_layout(weights, batch.tokens, batch.cu_seqlens, batch.positions);
  const at::Tensor rows = at::tensor(predicted_rows_, at::kLong).to(weights.device());
  const at::Tensor hidden = forward_packed(weights, layout, pass).index_select(0, rows - 1);
  Outputs outputs;
  if (needs.value) {
    DRAGOMAN_CHECK(weights.score.defined(), "values come from a score head");
    outputs.value = at::mv(hidden, weights.score.select(0, 0));
  }
  if (!needs.logprob) return outputs;
  HeadSettings settings{batch.temperature,        needs.entropy,      compute_, needs.correct,
                        weights.config.logit_cap, needs.log_partition};
  if (needs.divergence) settings.teacher = teacher_states(batch);
  settings.passes = pass.passes;
  outputs.head = score_targets(hidden, weights.head, layout.tokens.index_select(0, rows), settings);
  return outputs;
}

episodes::TokenQuantities Policy::to_columns(const episodes::PolicyBatch& batch,
                                             const Outputs& outputs) const {
  const auto column = [&](const at::Tensor& values) {
    return scatter(values, predicted_rows_, batch.size());
  };
  const HeadOutput& head = outputs.head;
  return {column(head.logprob),       column(head.entropy),    column(head.correct),
          column(head.log_partition), column(head.divergence), column(outputs.value)};
}

episodes::TokenQuantities Policy::forward(const episodes::PolicyBatch& batch,
                                          episodes::Needs needs) {
  pending_ = {};  // its memory serves again
  pending_ =
      score(*weights_, batch, needs, {compute_, draw_dropout(), recomputes_, &training_passes_});
  return to_columns(batch, pending_);
}

void Policy::backward(const episodes::TokenQuantities& gradients) {
  std::vector<at::Tensor> outputs;
  std::vector<at::Tensor> by_outputs;
  const auto add = [&](const at::Tensor& output, const std::vector<float>& column) {
    if (column.empty() || !output.defined()) return;
    outputs.push_back(output);
    by_outputs.push_back(gather(column, predicted_rows_, weights_->device()));
  };
  add(pending_.head.logprob, gradients.logprob);
  add(pending_.head.entropy, gradients.entropy);
  add(pending_.head.log_partition, gradients.log_partition);
  add(pending_.head.divergence, gradients.divergence);
  add(pending_.value, gradients.value);
  DRAGOMAN_CHECK(!outputs.empty(), "backward follows one forward");
  torch::autograd::backward(outputs, by_outputs);
  pending_ = {};
}

episodes::TokenQuantities Policy::evaluate(const episodes::PolicyBatch& batch,
                                           episodes::Needs needs) {
  const at::NoGradGuard no_gradients;
  return to_columns(batch, score(*weights_, batch, needs, evaluating()));
}

episodes::TokenQuantities Policy::evaluate_base(const episodes::PolicyBatch& batch,
                                                episodes::Needs needs) {
  DRAGOMAN_CHECK(lora_ != nullptr, "there is a base where there is an adapter");
  const at::NoGradGuard no_gradients;
  return to_columns(batch, score(lora_->base(), batch, needs, evaluating()));
}

void Policy::blend(const episodes::Learner& other, double share) {
  const auto* source = dynamic_cast<const Policy*>(&other);
  DRAGOMAN_CHECK(source != nullptr && !lora_, "whole weights blend with a learner's");
  about_to_change();
  const at::NoGradGuard no_gradients;
  Weights theirs = *source->seen();
  std::vector<at::Tensor> tensors;
  visit_weights(theirs, [&](const std::string&, at::Tensor& tensor, const std::vector<int64_t>&) {
    tensors.push_back(tensor.detach());
  });
  size_t next = 0;
  visit_weights(*weights_,
                [&](const std::string& name, at::Tensor& tensor, const std::vector<int64_t>&) {
                  DRAGOMAN_CHECK(next < tensors.size() && tensors[next].sizes() == tensor.sizes(),
                                 "blended weights have one shape: " + name);
                  tensor.detach().mul_(1.0 - share).add_(tensors[next++], share);
                });
  ++weights_->version;
  if (average_) average_->restart();
}

// Generators take the weights anew when their version changes. Beside the average it is below 0,
// and counts updates otherwise.
void Policy::use_average(bool on) {
  DRAGOMAN_CHECK(average_ && on != averaged_, "the average and the weights change places");
  about_to_change();
  const at::NoGradGuard no_gradients;
  average_->swap();
  averaged_ = on;
  weights_->version = -1 - weights_->version;
  if (lora_) lora_->merge();
}

void Policy::extend_context(int64_t length, double rope_theta) {
  checkpoints::ModelConfig config = weights_->config;
  checkpoints::extend_context(config, length, rope_theta);
  if (checkpoints::to_json(config) == checkpoints::to_json(weights_->config)) return;
  if (lora_) throw_input("an adapter does not hold a longer context; train whole weights");
  about_to_change();
  weights_->config = std::move(config);
  generator_.reset();
  sampler_.reset();
}

double Policy::update(const episodes::OptimizerSettings& settings) {
  const at::NoGradGuard no_gradients;
  const double norm = optimizer_->gradient_norm();
  forwards_ = 0;
  if (!std::isfinite(norm)) {
    optimizer_->zero_gradients();
    return norm;
  }
  about_to_change();
  const bool clips = settings.max_grad_norm > 0.0 && norm > settings.max_grad_norm;
  optimizer_->step(settings, clips ? settings.max_grad_norm / norm : 1.0);
  if (average_) average_->update();
  ++weights_->version;
  if (lora_) lora_->merge();
  return norm;
}

int64_t Policy::parameter_count() const {
  int64_t count = 0;
  visit_weights(*weights_, [&](const std::string&, at::Tensor& tensor,
                               const std::vector<int64_t>&) { count += tensor.numel(); });
  return count;
}

int64_t Policy::trained_parameter_count() const { return total_elements(optimizer_->parameters()); }

episodes::Arithmetic Policy::arithmetic() const {
  return {weights_->device().is_cuda() ? "CUDA" : "CPU",
          compute_ == at::kBFloat16 ? "bfloat16" : "float32", why_};
}

int64_t Policy::peak_memory_bytes() const {
  if (weights_->device().is_cuda()) {
    constexpr auto kTotal = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    return c10::getDeviceAllocator(c10::kCUDA)
        ->getDeviceStats(weights_->device().index())
        .allocated_bytes[kTotal]
        .peak;
  }
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace dragoman::nn
