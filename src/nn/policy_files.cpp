// What a policy writes into a checkpoint and takes from one.
#include <ATen/ATen.h>

#include "base/error.h"
#include "base/files.h"
#include "nn/checkpoint.h"
#include "nn/policy.h"

namespace dragoman::nn {
namespace {

constexpr const char* kOptimizer = "optimizer.safetensors";
// Beside an average: itself, and the weights that it is of, where the model's file holds it.
constexpr const char* kAverage = "average.safetensors";
constexpr const char* kTrained = "weights.safetensors";
// What a language model's score head is kept in.
constexpr const char* kValueHead = "value_head.safetensors";
constexpr const char* kScore = "score.weight";

}  // namespace

void Policy::save_model(const std::filesystem::path& folder) const {
  if (lora_) return lora_->save(folder);
  save_weights(*weights_, folder);
}

// The optimizer's moments, and the weights once more in float32: the model's own file may be
// rounded to another dtype, or hold their average.
void Policy::save_state(const std::filesystem::path& folder) const {
  optimizer_->save(folder / kOptimizer);
  if (average_) {
    average_->save(folder / kAverage);
    save_tensors(optimizer_->parameters(), folder / kTrained);
  }
  if (has_value_head()) {
    const NamedTensor score{kScore, weights_->score};
    save_tensors({&score, 1}, folder / kValueHead);
  }
  if (lora_ || weights_->config.dtype == "float32") return;
  Weights exact = *weights_;
  exact.config.dtype = "float32";
  make_folder(folder / "master");
  save_weights(exact, folder / "master");
}

void Policy::load_state(const std::filesystem::path& folder) {
  about_to_change();
  if (!lora_ && weights_->config.dtype != "float32") load_model(folder / "master");
  const at::NoGradGuard no_gradients;
  if (has_value_head()) {
    const NamedTensor score{kScore, weights_->score};
    load_tensors({&score, 1}, folder / kValueHead);
  }
  optimizer_->load(folder / kOptimizer);
  if (average_) {
    average_->load(folder / kAverage);
    load_tensors(optimizer_->parameters(), folder / kTrained);
  }
  weights_->version = optimizer_->step_count();
  if (lora_) lora_->merge();  // and its version
}

void Policy::load_model(const std::filesystem::path& folder) {
  about_to_change();
  const at::NoGradGuard no_gradients;
  ++weights_->version;
  if (lora_) {
    lora_->load(folder);
    if (average_) average_->restart();
    return;
  }
  Weights loaded = load_weights(folder);
  if (has_value_head()) {  // load_state has it
    loaded.config.score_head = true;
    loaded.score = weights_->score.detach();
  }
  set_weights(loaded);
  if (average_) average_->restart();
}

void Policy::set_weights(const Weights& from) {
  Weights source = from;
  std::vector<at::Tensor> tensors;
  visit_weights(source, [&](const std::string&, at::Tensor& tensor, const std::vector<int64_t>&) {
    tensors.push_back(tensor);
  });
  size_t next = 0;
  visit_weights(*weights_,
                [&](const std::string& name, at::Tensor& tensor, const std::vector<int64_t>&) {
                  if (next >= tensors.size() || tensors[next].sizes() != tensor.sizes())
                    throw_input("the checkpoint does not fit this model at {}", name);
                  tensor.detach().copy_(tensors[next++]);
                });
}

}  // namespace dragoman::nn
