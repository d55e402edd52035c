// The plan of a run, before anything is loaded: what --dry-run prints.
#include "training/train.h"

namespace dragoman::training {
namespace {

// Parameters of a fresh decoder with these sizes.
double parameters_of(const ModelSection& model, double vocabulary) {
  const auto width = static_cast<double>(model.hidden_size);
  const double key_value = width * static_cast<double>(model.num_key_value_heads) /
                           static_cast<double>(model.num_attention_heads);
  const double layer = 2.0 * width * width + 2.0 * width * key_value +
                       3.0 * width * static_cast<double>(model.intermediate_size);
  const double embeddings = vocabulary * width * (model.tie_word_embeddings ? 1.0 : 2.0);
  return static_cast<double>(model.num_hidden_layers) * layer + embeddings;
}

// Bytes that are kept for each parameter: weights and gradients in float32, moments, an average.
double bytes_of_parameter(const TrainingArguments& trainer) {
  const double moments = trainer.optim == "adamw" ? 8.0 : trainer.optim == "adamw_8bit" ? 2.0 : 0.0;
  return 8.0 + moments + (trainer.ema_decay > 0.0 ? 4.0 : 0.0);
}

// Of the activations of one forward pass, about 16 widths a layer a token; layers that are computed
// again keep one, and all of the layer at work.
double activation_bytes(const Recipe& recipe) {
  const auto layers = static_cast<double>(recipe.model.num_hidden_layers);
  const double kept = recipe.trainer.gradient_checkpointing ? layers + 16.0 : 16.0 * layers;
  return static_cast<double>(recipe.trainer.max_tokens_per_batch) * kept * 4.0 *
         static_cast<double>(recipe.model.hidden_size);
}

// Tokens that one unit of a step has at most: a sequence, a pair, a ranking.
int64_t longest_unit(const Recipe& recipe) {
  const int64_t answers = recipe.candidates ? recipe.candidates->num_generations : 2;
  if (recipe.kind == "rl") return recipe.rl.sampling.max_completion_length;
  if (recipe.kind == "preference") return 2 * recipe.preference.max_length;
  if (recipe.kind == "reward_model") return answers * recipe.reward_model.max_length;
  if (recipe.kind != "pretrain") return recipe.sft.max_length;
  return resolve_phases(recipe.pretrain, recipe.trainer.max_steps).back().context;
}

}  // namespace

std::string plan_text(const Recipe& recipe) {
  const TrainingArguments& trainer = recipe.trainer;
  std::string text = fmt::format("plan: {} for {} optimizer steps of {} sequences\n", recipe.kind,
                                 trainer.max_steps, trainer.sequences_per_step());
  const double sequences =
      static_cast<double>(trainer.max_steps) * static_cast<double>(trainer.sequences_per_step());
  const int64_t longest = longest_unit(recipe);
  text += fmt::format("  tokens: at most {:.3g}\n", sequences * static_cast<double>(longest));
  if (!recipe.model.checkpoint.empty())
    return text + fmt::format("  model: {}\n", recipe.model.checkpoint.string());
  constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
  const double parameters =
      parameters_of(recipe.model, static_cast<double>(recipe.tokenizer.vocab_size));
  text += fmt::format("  model: {:.3g} parameters\n", parameters);
  text += fmt::format("  memory: about {:.2f} GiB\n",
                      (parameters * bytes_of_parameter(trainer) + activation_bytes(recipe)) / kGiB);
  return text;
}

}  // namespace dragoman::training
