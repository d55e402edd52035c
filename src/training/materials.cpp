#include "training/materials.h"

#include "base/error.h"
#include "checkpoints/companions.h"
#include "checkpoints/lora_config.h"
#include "data/pipeline.h"
#include "episodes/backend.h"
#include "text/bpe_trainer.h"
#include "text/chat_tokens.h"
#include "text/replace_all.h"
#include "training/kind.h"

namespace dragoman::training {
namespace {

using Say = std::function<void(const std::string&)>;

std::vector<data::Row> world_rows(const Recipe& recipe, const worlds::World& world,
                                  worlds::Split split) {
  const WorldSection& section = *recipe.world;
  const bool training = split == worlds::Split::kTrain;
  return section.rows(world, split, training ? section.train_rows : section.dev_rows);
}

std::vector<data::Row> file_rows(const data::DataConfig& config, const char* what, const Say& say) {
  data::Counts counts;
  std::vector<data::Row> rows = data::load(config, &counts);
  say(fmt::format("{}: {}", what, counts.text()));
  return rows;
}

// Everything that the recipe learns from and is measured on.
struct Corpus {
  std::vector<data::Row> train, dev;
  std::vector<DomainRows> domains;
};

Corpus read_corpus(const Recipe& recipe, const worlds::World* world, const Say& say) {
  Corpus corpus;
  if (world != nullptr) {
    corpus.train = world_rows(recipe, *world, worlds::Split::kTrain);
    corpus.dev = world_rows(recipe, *world, worlds::Split::kDev);
  } else if (recipe.data) {
    corpus.train = file_rows(*recipe.data, "data", say);
    corpus.dev = file_rows(*recipe.eval_data, "eval_data", say);
  }
  if (recipe.kind == "pretrain") corpus.domains = read_domain_rows(recipe.pretrain, say);
  const auto limit = static_cast<size_t>(recipe.evaluation.max_rows);
  const auto shorten = [limit](std::vector<data::Row>& rows) {
    if (limit > 0 && rows.size() > limit) rows.resize(limit);
  };
  shorten(corpus.dev);
  for (DomainRows& domain : corpus.domains) shorten(domain.dev);
  return corpus;
}

// What is said in a row's answer of several messages, calls of tools as our template writes them.
std::string conversation_text(const data::Row& row) {
  const auto found = row.metadata.find("completion");
  if (found == row.metadata.end() || !found->second.starts_with('[')) return {};
  templates::Conversation said;
  said.messages = parse_json(found->second, row.id + ": completion");
  std::string text = templates::ChatTemplate().render(said, row.id).text;
  for (const std::string_view mark : {text::kUser, text::kAssistant, text::kEnd})
    text = text::replace_all(text, mark, "\n");
  return text;
}

text::Tokenizer train_tokenizer(const Recipe& recipe, const Corpus& corpus, const Say& say) {
  text::BpeTrainerConfig config;
  config.vocab_size = recipe.tokenizer.vocab_size;
  text::BpeTrainer trainer(config);
  const auto add = [&trainer](const std::vector<data::Row>& rows) {
    for (const data::Row& row : rows) {
      trainer.add({&row.source, 1});
      trainer.add(row.references);
      if (const std::string said = conversation_text(row); !said.empty()) trainer.add({&said, 1});
    }
  };
  add(corpus.train);
  for (const DomainRows& domain : corpus.domains) add(domain.train);
  text::Tokenizer tokenizer = trainer.train();
  say(fmt::format("tokenizer: {} tokens, trained on {} words", tokenizer.vocabulary_size(),
                  trainer.words()));
  return tokenizer;
}

struct Voice {
  text::Tokenizer tokenizer;
  templates::ChatTemplate chat;
};

// A given tokenizer without a template (a fresh model's) speaks our own.
Voice load_voice(const Path& folder, bool fresh) {
  text::Tokenizer tokenizer = text::Tokenizer::load(folder);
  if (fresh && tokenizer.token_id(text::kAssistant)) return {std::move(tokenizer), {}};
  return {std::move(tokenizer), templates::ChatTemplate::load(folder)};
}

// An adapter's folder may leave the tokenizer to its base model's.
Path voice_folder(const Path& checkpoint) {
  if (checkpoints::has_tokenizer(checkpoint) || !checkpoints::is_adapter(checkpoint))
    return checkpoint;
  return checkpoints::adapter_base(checkpoint, "put the model there, or correct the path");
}

Voice find_voice(const Recipe& recipe, const Corpus& corpus, const Path& run_folder,
                 const Say& say) {
  const bool fresh = recipe.model.checkpoint.empty();
  if (!recipe.tokenizer.path.empty()) return load_voice(recipe.tokenizer.path, fresh);
  if (!fresh) return load_voice(voice_folder(recipe.model.checkpoint), false);
  const Path kept = run_folder / "tokenizer";
  if (!run_folder.empty() && std::filesystem::exists(kept / "tokenizer.json"))
    return load_voice(kept, true);
  text::Tokenizer tokenizer = train_tokenizer(recipe, corpus, say);
  if (run_folder.empty()) return {std::move(tokenizer), {}};
  make_folder(kept);
  tokenizer.save(kept);
  return {std::move(tokenizer), {}};
}

// The critic is one more output of the policy.
bool needs_value_head(const Recipe& recipe) {
  return recipe.kind == "rl" && recipe.critic.model == "head" &&
         recipe.algorithm.algorithm.make()->needs_values();
}

}  // namespace

Materials prepare(const Recipe& recipe, const Path& run_folder, const Say& say) {
  std::unique_ptr<worlds::World> world;
  if (recipe.world) world = recipe.world->world.make();
  Corpus corpus = read_corpus(recipe, world.get(), say);
  Voice voice = find_voice(recipe, corpus, run_folder, say);
  Materials materials{std::move(world),
                      nullptr,
                      std::move(corpus.train),
                      std::move(corpus.dev),
                      std::move(corpus.domains),
                      recipe.task.task.make(),
                      std::move(voice.tokenizer),
                      std::move(voice.chat),
                      nullptr};
  if (materials.world && !recipe.world->questions)
    materials.meaning = std::make_unique<evaluation::MeaningAccuracy>(*materials.world);
  const Rng rng(static_cast<uint64_t>(recipe.seed));
  if (!recipe.tool.empty())
    materials.tools = std::make_unique<tools::ToolUse>(
        recipe.tool, recipe.tool_use, tools::ToolContext{materials.world.get(), rng, ""},
        materials.tokenizer, materials.chat);
  return materials;
}

episodes::LearnerSettings learner_settings(const Recipe& recipe) {
  const auto heads =
      needs_value_head(recipe) ? episodes::Heads::kBoth : find_kind(recipe.kind).heads;
  return {heads, recipe.trainer.optim, recipe.trainer.gradient_checkpointing,
          recipe.trainer.ema_decay, recipe.model.trainable_modules};
}

std::unique_ptr<episodes::Learner> make_learner(const Recipe& recipe, const Materials& materials,
                                                const episodes::LearnerSettings& settings) {
  episodes::ModelSource source;
  source.folder = recipe.model.checkpoint;
  source.dtype = recipe.model.dtype;
  source.seed = static_cast<uint64_t>(recipe.seed);
  source.lora = recipe.model.lora();
  source.learner = settings;
  if (recipe.kind == "rl") source.quantization = recipe.rl.quantization;
  if (source.folder.empty()) {
    const auto end = materials.tokenizer.token_id(text::kEnd);
    if (!end)
      throw_input("{}: the tokenizer has no token {}", recipe.tokenizer.path.string(), text::kEnd);
    source.config = recipe.model.config_json(materials.tokenizer.vocabulary_size(), *end);
  }
  return episodes::backend().make_learner(source);
}

void keep_companions(const Recipe& recipe, const Path& folder) {
  const Path& checkpoint = recipe.model.checkpoint;
  const bool adapter = recipe.model.use_peft || checkpoints::is_adapter(checkpoint);
  if (checkpoint.empty() || adapter) return;
  const bool own_tokenizer = !recipe.tokenizer.path.empty();
  checkpoints::copy_companions(checkpoint, folder, [own_tokenizer](const Path& file) {
    return !own_tokenizer || !checkpoints::is_of_tokenizer(file);
  });
}

evaluation::Evaluation evaluate_dev(const Recipe& recipe, const Materials& materials,
                                    episodes::Generator& generator) {
  evaluation::Witnesses witnesses;
  if (materials.meaning) witnesses.push_back(materials.meaning.get());
  const rollouts::Player player = materials.player();
  const evaluation::Evaluate evaluate{player, recipe.evaluation.measure, witnesses, {}};
  return evaluate(generator, materials.dev, recipe.kind);
}

}  // namespace dragoman::training
