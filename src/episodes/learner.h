// Weights in training, seen from below: no tensors here. `nn` implements it, `training` drives it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "episodes/generator.h"
#include "episodes/policy_batch.h"

namespace dragoman::episodes {

struct OptimizerSettings {
  double learning_rate = 0.0;  // of this step, after the schedule
  double adam_beta1 = 0.9;
  double adam_beta2 = 0.999;
  double adam_epsilon = 1e-8;
  double weight_decay = 0.0;   // decoupled; matrices only, never norms or biases
  double max_grad_norm = 1.0;  // 0 is off
};

// What stands on top of the decoder: logits, one score a token (a reward model, a critic), or both.
enum class Heads { kLanguage, kScore, kBoth };

// Which weights of a learner are trained and how.
struct LearnerSettings {
  Heads heads = Heads::kLanguage;  // a score head that the checkpoint lacks is fresh
  std::string optim = "adamw";     // adamw, adamw_8bit, adafactor, sgd
  bool gradient_checkpointing = false;
  double ema_decay = 0.0;                           // of the average over updates; 0: none is kept
  std::vector<std::string> trainable_modules = {};  // by the ends of their names; empty: all
};

// How a learner computes.
struct Arithmetic {
  std::string device;  // "CPU", "CUDA"
  std::string dtype;   // of the matrix products; weights and moments are always float32
  std::string why;     // what decided, when the dtype was left to `auto`; else empty
};

// Not thread-safe. Gradients add up from `backward` to `update`.
class Learner {
 public:
  virtual ~Learner() = default;

  // `hook` is called before weights, moments or settings of the model change: whoever reads them in
  // another thread can make the change wait. Empty: nobody does.
  void before_change(std::function<void()> hook) { before_change_ = std::move(hook); }

  // Quantities of the current weights, keeping what `backward` needs.
  virtual TokenQuantities forward(const PolicyBatch& batch, Needs needs) = 0;
  // d(loss)/d(quantities) of the last forward; adds to the gradients.
  virtual void backward(const TokenQuantities& gradients) = 0;
  // Quantities without gradients.
  virtual TokenQuantities evaluate(const PolicyBatch& batch, Needs needs) = 0;

  // The same of the model beneath an adapter in training; only where there is one.
  virtual bool has_base() const { return false; }
  virtual TokenQuantities evaluate_base(const PolicyBatch& batch, Needs needs) {
    return evaluate(batch, needs);
  }

  // Whose distributions `Needs::divergence` is measured against: another learner of the same
  // vocabulary, which must outlive this one. It is the generalised Jensen-Shannon divergence
  // (Agarwal et al., arXiv 2306.13649, section 3): with m = beta * teacher + (1 - beta) * own,
  // beta KL(teacher, m) + (1 - beta) KL(own, m); at the ends KL(teacher, own) for beta 0 and
  // KL(own, teacher) for 1. Both at the batch's temperature.
  virtual void set_teacher(Learner& teacher, double beta) = 0;

  // Weights become share * other's + (1 - share) * own; both are of one shape. Moments stay.
  virtual void blend(const Learner& other, double share) = 0;

  // While on, the weights are the average over the updates so far, for evaluation and saving; no
  // forward or update meanwhile. Only where LearnerSettings::ema_decay asks for an average.
  virtual bool has_average() const { return false; }
  virtual void use_average(bool) {}

  // Sequences may have `length` tokens from now on, and the rotary base is `rope_theta` (0: as it
  // is); generators made before are gone. An Error where the model can't do that.
  virtual void extend_context(int64_t /*length*/, double /*rope_theta*/) {}

  // One step of the optimizer on the added-up gradients, which are then zero; returns their norm
  // before clipping. A norm that is not finite changes nothing and is returned as it is.
  virtual double update(const OptimizerSettings& settings) = 0;

  // A generator over these very weights; it sees every update. Owned by the learner.
  virtual Generator& generator() = 0;
  // The one that plays: the same, or one that draws from rounded weights and is faster.
  virtual Generator& sampler() { return generator(); }

  virtual int64_t parameter_count() const = 0;
  virtual int64_t trained_parameter_count() const { return parameter_count(); }
  virtual Arithmetic arithmetic() const = 0;
  // Most that was held at once so far: the GPU's memory, else the process's.
  virtual int64_t peak_memory_bytes() const = 0;

  // Writes config.json, generation_config.json and model.safetensors into an existing folder, or
  // the adapter in PEFT's layout.
  virtual void save_model(const std::filesystem::path& folder) const = 0;
  // Optimizer moments and step, next to the model; `load_state` also takes back the weights.
  virtual void save_state(const std::filesystem::path& folder) const = 0;
  virtual void load_state(const std::filesystem::path& folder) = 0;
  // Weights only, from a checkpoint folder of the same shape; moments are forgotten.
  virtual void load_model(const std::filesystem::path& folder) = 0;

 protected:
  void about_to_change() const {
    if (before_change_) before_change_();
  }

 private:
  std::function<void()> before_change_;
};

}  // namespace dragoman::episodes
