// A training recipe as typed sections; see docs/guide/recipes.md. One struct a section, next to the
// code that uses it; this file only puts them together.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/catalog.h"
#include "base/json.h"
#include "data/config.h"
#include "episodes/backend.h"
#include "evaluation/config.h"
#include "oracles/section.h"
#include "rewards/combine.h"
#include "tasks/catalog.h"
#include "tools/section.h"
#include "training/arguments.h"
#include "training/auxiliary.h"
#include "training/call_pricing.h"
#include "training/candidate_arguments.h"
#include "training/critic.h"
#include "training/distill_arguments.h"
#include "training/health.h"
#include "training/preference_arguments.h"
#include "training/pretrain_arguments.h"
#include "worlds/catalog.h"
#include "worlds/question_rows.h"
#include "worlds/rows.h"

namespace dragoman::training {

// A checkpoint, or the sizes of a fresh model.
struct ModelSection {
  Path checkpoint;
  std::string dtype = "float32";
  std::string model_type = "qwen3";
  int64_t hidden_size = 256;
  int64_t intermediate_size = 768;
  int64_t num_hidden_layers = 4;
  int64_t num_attention_heads = 4;
  int64_t num_key_value_heads = 4;
  int64_t max_position_embeddings = 512;
  double rope_theta = 10000.0;
  double initializer_range = 0.02;
  bool tie_word_embeddings = true;
  std::vector<std::string> trainable_modules;
  bool use_peft = false;
  // Of a fresh adapter; one that is trained on has its own.
  std::optional<int64_t> lora_r;
  std::optional<double> lora_alpha;
  std::optional<double> lora_dropout;
  std::optional<std::vector<std::string>> lora_target_modules;
  std::optional<bool> use_rslora;
  std::optional<std::vector<std::string>> lora_modules_to_save;

  template <class Visitor>
  void fields(Visitor& visit) {
    using config::at_least;
    visit("checkpoint", checkpoint, "Hugging Face folder to start from; empty: a fresh model");
    visit("dtype", dtype,
          "of the matrix products; auto: bfloat16 where the machine multiplies it natively",
          config::OneOf{{"float32", "bfloat16", "auto"}});
    visit("model_type", model_type, "architecture of a fresh model",
          config::OneOf{{"llama", "qwen2", "qwen3"}});
    visit("hidden_size", hidden_size, "width of a fresh model", at_least(2));
    visit("intermediate_size", intermediate_size, "inner width of its feed-forward", at_least(1));
    visit("num_hidden_layers", num_hidden_layers, "its layers", at_least(1));
    visit("num_attention_heads", num_attention_heads, "its query heads", at_least(1));
    visit("num_key_value_heads", num_key_value_heads, "its key and value heads", at_least(1));
    visit("max_position_embeddings", max_position_embeddings, "longest sequence, in tokens",
          at_least(8));
    visit("rope_theta", rope_theta, "base of the rotary frequencies", config::above(0.0));
    visit("initializer_range", initializer_range, "standard deviation of fresh matrices",
          config::above(0.0));
    visit("tie_word_embeddings", tie_word_embeddings, "one matrix for input and output");
    visit(
        "trainable_modules", trainable_modules,
        "modules that are trained, by the ends of their names (lm_head, layers.3, mlp), while the "
        "others stay; empty: all");
    visit("use_peft", use_peft,
          "trains a LoRA adapter of the checkpoint, whose weights stay; a checkpoint that is an "
          "adapter is always trained on as one");
    visit("lora_r", lora_r, "rank of the adapter's matrices; left out: 16", at_least(1));
    visit("lora_alpha", lora_alpha,
          "the adapter's product is scaled by lora_alpha / lora_r; left out: 32",
          config::above(0.0));
    visit("lora_dropout", lora_dropout,
          "share of the adapter's inputs left out in training; left out: 0",
          config::Range{0.0, 0.95});
    visit("lora_target_modules", lora_target_modules,
          "linear layers by the ends of their names; left out: all-linear");
    visit("use_rslora", use_rslora, "scaled by lora_alpha / sqrt(lora_r) instead");
    visit("lora_modules_to_save", lora_modules_to_save,
          "modules trained whole and saved with the adapter: lm_head, embed_tokens");
  }
  void validate(config::Problems& problems) const;

  // The fresh adapter that is asked for.
  std::optional<episodes::LoraSettings> lora() const;

  // config.json of the fresh model.
  Json config_json(int64_t vocab_size, TokenId end_token) const;
};

// A tokenizer, or how to train one on the rows.
struct TokenizerSection {
  Path path;
  int64_t vocab_size = 2048;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("path", path, "tokenizer folder; empty: the checkpoint's, or one trained on the rows");
    visit("vocab_size", vocab_size, "tokens of a tokenizer trained here", config::at_least(300));
  }
};

// An invented language as the source of rows, instead of files.
struct WorldSection {
  config::Part<worlds::World> world;
  int64_t train_rows = 20000;
  int64_t dev_rows = 500;
  std::string source_language = "en";
  std::string target_language;
  std::vector<std::string> directions;
  std::map<std::string, int64_t> direction_rows;
  std::optional<worlds::QuestionSection> questions;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", world, "which world", worlds::catalog());
    visit("train_rows", train_rows, "sentence pairs to train on", config::at_least(1));
    visit("dev_rows", dev_rows, "sentence pairs to choose the best checkpoint by",
          config::at_least(1));
    visit("source_language", source_language, "language that is translated from");
    visit("target_language", target_language, "empty: the world's own language");
    visit("directions", directions,
          "several directions for one model, as in en-qaa, one row each in turn; empty: from the "
          "source to the target language");
    visit("direction_rows", direction_rows,
          "training pairs by direction, as in en-qaa = 20000, in place of train_rows; a language "
          "that is in none is held out. directions are then those of the dev rows, empty: the same",
          config::at_least(0));
    visit("questions", questions,
          "questions in its languages, with exact answers, in place of sentence pairs; their "
          "numbers and languages stand here, and dev_rows counts them, too");
  }

  // All rows of the world `made` to train on, or `count` of another split.
  std::vector<data::Row> rows(const worlds::World& made, worlds::Split split, int64_t count) const;
  worlds::RowRequest request(worlds::Split split, int64_t count) const;
  int64_t training_rows() const;
};

// How the dev set is translated and scored, and what the scores decide.
struct EvaluationSection {
  evaluation::EvaluationConfig measure;
  std::string witness;
  std::string metric_for_best_model;
  int64_t max_rows = 0;

  template <class Visitor>
  void fields(Visitor& visit) {
    measure.fields(visit);
    visit("witness", witness,
          "a metric that is in no reward: an alarm tells when the reward leaves it behind");
    visit("metric_for_best_model", metric_for_best_model,
          "what the best checkpoint is best at; step: the newest is; empty: chrf where it "
          "translates");
    visit("max_rows", max_rows, "dev rows that are used; 0: all", config::at_least(0));
  }
};

struct TaskSection {
  config::Part<tasks::Task> task{"translation"};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", task, "which task", tasks::catalog());
  }
};

struct AlgorithmSection {
  config::Part<algorithms::Algorithm> algorithm{"grpo"};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", algorithm, "which algorithm", algorithms::catalog());
  }
};

// What `kind` may say (training/kind.h).
std::vector<std::string_view> kind_names();

struct Recipe {
  std::string kind = "sft";
  int64_t seed = 1;
  Path output;
  ModelSection model;
  TokenizerSection tokenizer;
  std::optional<WorldSection> world;
  std::optional<data::DataConfig> data;
  std::optional<data::DataConfig> eval_data;
  TaskSection task;
  TrainingArguments trainer;
  PretrainArguments pretrain;
  SftArguments sft;
  PreferenceArguments preference;
  RewardModelArguments reward_model;
  RlArguments rl;
  std::optional<CandidateArguments> candidates;
  AlgorithmSection algorithm;
  std::optional<oracles::OracleSection> oracle;
  CriticSection critic;
  DistillArguments distill;
  std::vector<AuxiliaryPart> auxiliary;
  rewards::RewardRules reward_rules;
  std::vector<rewards::RewardPart> reward;
  tools::ToolUseSection tool_use;
  std::vector<tools::ToolPart> tool;
  std::optional<CallPriceSection> tool_price;
  EvaluationSection evaluation;
  HealthSection health;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("kind", kind, "what is done", config::OneOf{kind_names()});
    visit("seed", seed, "every random stream derives from it", config::at_least(0));
    visit("output", output, "run folder; empty: runs/ and the recipe's name");
    visit("model", model, "what is trained");
    visit("tokenizer", tokenizer, "how text becomes tokens");
    visit("world", world, "an invented language as the data");
    visit("data", data, "parallel text to train on");
    visit("eval_data", eval_data, "parallel text to choose the best checkpoint by");
    visit("task", task, "what the model is asked");
    visit("trainer", trainer, "optimizer, schedule, evaluation and checkpoints");
    visit("pretrain", pretrain, "continued pre-training");
    visit("sft", sft, "supervised fine-tuning");
    visit("preference", preference, "learning from preferences");
    visit("reward_model", reward_model, "learning to judge");
    visit("rl", rl, "reinforcement learning");
    visit("candidates", candidates, "the starting model's own judged answers as what is learned");
    visit("algorithm", algorithm, "of reinforcement learning");
    visit("oracle", oracle, "who is asked about drafts and sources");
    visit("critic", critic, "what expects, for algorithms that need it");
    visit("distill", distill, "learning from a teacher's distributions");
    visit("auxiliary", auxiliary, "further losses beside the algorithm's; one section each");
    visit("reward_rules", reward_rules, "what holds for all rewards");
    visit("reward", reward, "what is good; one section each");
    visit("tool_use", tool_use, "how the policy asks for its tools");
    visit("tool", tool, "what the policy may ask for in the middle of an answer; one section each");
    visit("tool_price", tool_price, "what calls of tools cost, and where; left out: nothing");
    visit("evaluation", evaluation, "how the dev set is scored");
    visit("health", health, "what raises an alarm");
  }
  void validate(config::Problems& problems) const;

  std::string best_metric() const;
};

}  // namespace dragoman::training
