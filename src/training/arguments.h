// The settings of a training run. Names and meanings are TRL's; defaults are the vetted ones.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "base/files.h"
#include "config/fields.h"
#include "config/problems.h"
#include "episodes/learner.h"
#include "episodes/sampling.h"
#include "training/schedule.h"

namespace dragoman::training {

// What every kind of training has: the optimizer, the schedule, when to evaluate and save.
struct TrainingArguments {
  double learning_rate = 1e-3;
  std::string lr_scheduler_type = "cosine";
  double min_lr_ratio = 0.0;
  double decay_ratio = 1.0;
  int64_t num_decay_steps = 0;
  std::string decay_type = "linear";
  double warmup_ratio = 0.05;
  int64_t max_steps = 1000;
  int64_t per_device_train_batch_size = 64;
  int64_t gradient_accumulation_steps = 1;
  int64_t max_tokens_per_batch = 8192;
  double weight_decay = 0.0;
  double adam_beta1 = 0.9;
  double adam_beta2 = 0.99;
  double adam_epsilon = 1e-8;
  double max_grad_norm = 1.0;
  std::string optim = "adamw";
  bool gradient_checkpointing = false;
  double ema_decay = 0.0;
  int64_t logging_steps = 1;
  int64_t eval_steps = 100;
  bool eval_on_start = true;
  int64_t save_steps = 0;
  int64_t save_total_limit = 2;

  template <class Visitor>
  void fields(Visitor& visit) {
    using config::at_least;
    visit("learning_rate", learning_rate, "after the warm-up", config::above(0.0));
    visit("lr_scheduler_type", lr_scheduler_type, "how the learning rate falls",
          config::OneOf{{"cosine", "linear", "constant", "warmup_stable_decay"}});
    visit("min_lr_ratio", min_lr_ratio, "share of the learning rate that is left at the end",
          config::Range{0.0, 1.0});
    visit("decay_ratio", decay_ratio,
          "share of the steps after the warm-up in which it falls; then it stays",
          config::Range{0.0, 1.0, true});
    visit("num_decay_steps", num_decay_steps,
          "of warmup_stable_decay: the last steps, in which it falls; 0: a tenth of all",
          at_least(0));
    visit("decay_type", decay_type, "of warmup_stable_decay: how it falls",
          config::OneOf{{"linear", "cosine", "1-sqrt"}});
    visit("warmup_ratio", warmup_ratio, "share of the steps with a rising learning rate",
          config::Range{0.0, 1.0});
    visit("max_steps", max_steps, "optimizer steps; 0: the model as it is", at_least(0));
    visit("per_device_train_batch_size", per_device_train_batch_size,
          "sequences of one micro-batch", at_least(1));
    visit("gradient_accumulation_steps", gradient_accumulation_steps,
          "micro-batches of one optimizer step", at_least(1));
    visit("max_tokens_per_batch", max_tokens_per_batch,
          "tokens of one forward pass; a larger micro-batch is cut, with the same gradient",
          at_least(1));
    visit("weight_decay", weight_decay, "decoupled, on matrices only", at_least(0.0));
    visit("adam_beta1", adam_beta1, "decay of the first moment", config::Range{0.0, 1.0});
    visit("adam_beta2", adam_beta2, "decay of the second moment", config::Range{0.0, 1.0});
    visit("adam_epsilon", adam_epsilon, "keeps the division finite", config::above(0.0));
    visit("max_grad_norm", max_grad_norm, "gradients are scaled down to it; 0: never",
          at_least(0.0));
    visit(
        "optim", optim,
        "adamw_8bit keeps moments in a quarter of the memory, adafactor a row and a column of each "
        "matrix, sgd none",
        config::OneOf{{"adamw", "adamw_8bit", "adafactor", "sgd"}});
    visit("gradient_checkpointing", gradient_checkpointing,
          "keeps the layers' inputs alone for the backward pass, which computes the rest again");
    visit(
        "ema_decay", ema_decay,
        "of an average of the weights over updates, which is what is evaluated and saved; 0: none",
        config::Range{0.0, 1.0});
    visit("logging_steps", logging_steps, "steps between two lines of the log", at_least(1));
    visit("eval_steps", eval_steps, "steps between two evaluations; 0: only at the end",
          at_least(0));
    visit("eval_on_start", eval_on_start, "evaluates before the first step, too");
    visit("save_steps", save_steps, "steps between two checkpoints; 0: at every evaluation",
          at_least(0));
    visit("save_total_limit", save_total_limit, "checkpoints that are kept besides the best",
          at_least(1));
  }

  int64_t sequences_per_step() const {
    return per_device_train_batch_size * gradient_accumulation_steps;
  }
  int64_t save_interval() const { return save_steps > 0 ? save_steps : eval_steps; }

  Schedule schedule() const {
    const auto warmup = static_cast<int64_t>(warmup_ratio * static_cast<double>(max_steps));
    const int64_t falling =
        num_decay_steps > 0 ? num_decay_steps : std::max<int64_t>(1, max_steps / 10);
    return {lr_scheduler_type, learning_rate, min_lr_ratio, warmup,
            max_steps,         decay_ratio,   falling,      decay_type};
  }

  // The optimizer's settings at step `step`, counted from 0.
  episodes::OptimizerSettings optimizer_at(int64_t step) const {
    return {learning_rate_at(schedule(), step),
            adam_beta1,
            adam_beta2,
            adam_epsilon,
            weight_decay,
            max_grad_norm};
  }
};

struct SftArguments {
  int64_t max_length = 256;
  bool completion_only_loss = true;
  std::string target = "references";
  double temperature = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_length", max_length, "tokens of an example; longer ones are left out, and counted",
          config::at_least(2));
    visit("completion_only_loss", completion_only_loss, "the prompt's tokens are not trained on");
    visit("target", target,
          "what is learned: the data's references, or the oracle's translation of every source, "
          "asked for before the first step",
          config::OneOf{{"references", "translation"}});
    visit("temperature", temperature,
          "of the loss: logits are divided by it before the softmax, as in In2x; above 1 the "
          "model must be surer than the data asks, below 1 it may stay less sure",
          config::above(0.0));
  }
};

struct RlArguments {
  int64_t num_generations = 8;
  int64_t steps_per_generation = 0;
  episodes::SamplingSettings sampling{.max_completion_length = 128};
  std::optional<double> temperature_end;
  bool filter_groups = false;
  double filter_groups_min_std = 1e-3;
  int64_t max_num_gen_batches = 10;
  bool sync_ref_model = false;
  double ref_model_mixup_alpha = 0.6;
  int64_t ref_model_sync_steps = 512;
  std::string quantization = "none";
  bool one_step_off_policy = false;
  std::string old_logprobs = "policy";
  bool mask_truncated_completions = false;
  std::string debug = "none";
  Path episodes;
  int64_t log_episodes_steps = 10;
  bool compress_episodes = true;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("num_generations", num_generations, "samples of one prompt", config::Range{1, 4096});
    visit("steps_per_generation", steps_per_generation,
          "micro-batches sampled at once; 0: gradient_accumulation_steps", config::at_least(0));
    sampling.fields(visit);
    visit("temperature_end", temperature_end,
          "the temperature goes in a line to this value at the last step; left out: it stays",
          config::above(0.0));
    visit("filter_groups", filter_groups,
          "prompts whose answers all earn the same are replaced by further prompts (DAPO's dynamic "
          "sampling)");
    visit("filter_groups_min_std", filter_groups_min_std,
          "deviation of a group's rewards up to which they are the same", config::at_least(0.0));
    visit("max_num_gen_batches", max_num_gen_batches,
          "times that prompts are drawn for one rollout; then it goes on with what it has",
          config::Range{1, 1000});
    visit("sync_ref_model", sync_ref_model, "the reference follows the policy");
    visit("ref_model_mixup_alpha", ref_model_mixup_alpha,
          "the policy's share in the reference when it is refreshed",
          config::Range{0.0, 1.0, true});
    visit("ref_model_sync_steps", ref_model_sync_steps,
          "optimizer steps between two refreshments of the reference", config::at_least(1));
    visit("quantization", quantization,
          "of the weights that completions are drawn from; int8 is faster on CPUs, and its own "
          "logprobs are recorded: set importance_sampling_clip_max",
          config::OneOf{{"none", "int8"}});
    visit(
        "one_step_off_policy", one_step_off_policy,
        "completions of the next rollout are drawn before the policy learns from this one, while a "
        "teacher still answers; old logprobs are those of the weights that drew");
    visit("old_logprobs", old_logprobs,
          "whose they are, where weights move between drawing and learning. policy: the trainer's "
          "own, "
          "one more pass; sampler: those recorded while drawing, which saves the pass and leaves "
          "nothing to correct by importance_sampling_clip_max",
          config::OneOf{{"policy", "sampler"}});
    visit("mask_truncated_completions", mask_truncated_completions,
          "completions that hit the limit are not trained on");
    visit("debug", debug,
          "rollout_only: answers are drawn and judged, the weights stay; train_only: the recorded "
          "episodes of another run are learned from",
          config::OneOf{{"none", "rollout_only", "train_only"}});
    visit("episodes", episodes, "the run folder of train_only's episodes");
    visit("log_episodes_steps", log_episodes_steps,
          "steps between two whose episodes are written to the run folder; 0: never",
          config::at_least(0));
    visit("compress_episodes", compress_episodes, "episodes.jsonl.zst instead of episodes.jsonl");
  }

  // Whether recorded episodes are learned from, which bring their teacher's words along.
  bool replays() const { return debug == "train_only"; }

  void validate(config::Problems& problems) const {
    sampling.validate(problems);
    if (sampling.temperature == 0.0)
      problems.add("temperature", "is 0; learning needs samples, so it must be above 0");
    if (one_step_off_policy && filter_groups)
      problems.add("one_step_off_policy",
                   "does not go with filter_groups, which draws until it has seen the rewards");
    if (replays() && episodes.empty())
      problems.add("episodes", "is missing: train_only learns from a run's recorded episodes");
  }
};

}  // namespace dragoman::training
