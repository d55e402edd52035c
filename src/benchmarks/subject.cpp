#include "benchmarks/subject.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::benchmarks {
namespace {

struct Size {
  const char* name;
  const char* model_type;
  int64_t hidden_size, layers, head_dim, key_value_share, inner_factor, vocab_size;
};

constexpr Size kSizes[] = {{"tiny", "llama", 128, 4, 32, 2, 3, 4096},
                           {"small", "llama", 512, 8, 64, 2, 3, 16384},
                           {"qwen3-0.6b", "qwen3", 1024, 28, 128, 2, 3, 151936}};
constexpr int64_t kContext = 1 << 16;

const Size* size_of(const std::string& model) {
  const auto* found = std::find_if(std::begin(kSizes), std::end(kSizes),
                                   [&](const Size& size) { return model == size.name; });
  return found == std::end(kSizes) ? nullptr : found;
}

// Qwen3's heads are together wider than its layers.
int64_t heads_of(const Size& size, int64_t hidden) {
  const bool wide = std::string_view(size.model_type) == "qwen3";
  return (wide ? 2 : 1) * hidden / size.head_dim;
}

}  // namespace

void SubjectConfig::validate(config::Problems& problems) const {
  const Size* size = size_of(model);
  const bool changed = vocab_size != 0 || hidden_size != 0 || num_hidden_layers != 0;
  if (size == nullptr && changed)
    problems.add("model", "is a checkpoint, whose sizes cannot be changed");
  if (size != nullptr && hidden_size % (2 * size->head_dim) != 0)
    problems.add("hidden_size", fmt::format("must be a multiple of {}", 2 * size->head_dim));
}

Json SubjectConfig::config_json() const {
  const Size* size = size_of(model);
  if (size == nullptr) return nullptr;
  const auto chosen = [](int64_t asked, int64_t own) { return asked > 0 ? asked : own; };
  const int64_t hidden = chosen(hidden_size, size->hidden_size);
  return {{"model_type", size->model_type},
          {"vocab_size", chosen(vocab_size, size->vocab_size)},
          {"hidden_size", hidden},
          {"intermediate_size", size->inner_factor * hidden},
          {"num_hidden_layers", chosen(num_hidden_layers, size->layers)},
          {"num_attention_heads", heads_of(*size, hidden)},
          {"num_key_value_heads", heads_of(*size, hidden) / size->key_value_share},
          {"head_dim", size->head_dim},
          {"max_position_embeddings", kContext},
          {"tie_word_embeddings", true}};
}

episodes::ModelSource SubjectConfig::source() const {
  episodes::ModelSource source;
  source.config = config_json();
  if (source.config.is_null()) source.folder = model;
  source.seed = static_cast<uint64_t>(seed);
  source.dtype = dtype;
  return source;
}

checkpoints::ModelConfig SubjectConfig::read() const {
  if (const Json made = config_json(); !made.is_null())
    return checkpoints::parse_model_config(made, model);
  const Path file = Path(model) / "config.json";
  return checkpoints::parse_model_config(parse_json(read_file(file), file.string()), file.string());
}

Path checkpoint_of(const SubjectConfig& config, const Path& folder) {
  const episodes::ModelSource source = config.source();
  if (!source.folder.empty()) return source.folder;
  make_folder(folder / "model");
  episodes::backend().make_learner(source)->save_model(folder / "model");
  return folder / "model";
}

training::Recipe recipe_of(const std::string& kind, const SubjectConfig& subject,
                           const TrainedConfig& trained) {
  training::Recipe recipe;
  recipe.kind = kind;
  recipe.seed = subject.seed;
  recipe.model.dtype = subject.dtype;
  recipe.model.use_peft = trained.use_peft;
  if (trained.use_peft) recipe.model.lora_r = trained.lora_r;
  recipe.trainer.optim = trained.optim;
  recipe.trainer.gradient_checkpointing = trained.gradient_checkpointing;
  // A run at one small learning rate, without evaluations.
  recipe.trainer.learning_rate = 1e-5;
  recipe.trainer.lr_scheduler_type = "constant";
  recipe.trainer.warmup_ratio = 0.0;
  recipe.trainer.eval_steps = 0;
  return recipe;
}

ModelFlops::ModelFlops(const checkpoints::ModelConfig& config)
    : query_size_(static_cast<double>(config.query_size())) {
  const auto hidden = static_cast<double>(config.hidden_size);
  const auto key_value = static_cast<double>(config.key_value_size());
  const auto inner = static_cast<double>(config.intermediate_size);
  const auto layers = static_cast<double>(config.num_hidden_layers);
  layers_ = layers * hidden * (2.0 * query_size_ + 2.0 * key_value + 3.0 * inner);
  head_ = hidden * static_cast<double>(config.vocab_size);
  for (size_t layer = 0; layer < static_cast<size_t>(config.num_hidden_layers); ++layer)
    windows_.push_back(config.window(layer));
}

double ModelFlops::seen(int64_t begin, int64_t end) const {
  // Tokens seen by the first `n` of a sequence together.
  const auto pairs = [](double n, double window) {
    const double full = window > 0.0 ? std::min(n, window) : n;
    return full * (full + 1.0) / 2.0 + (n - full) * window;
  };
  double sum = 0.0;
  for (const int64_t window : windows_)
    sum += pairs(static_cast<double>(end), static_cast<double>(window)) -
           pairs(static_cast<double>(begin), static_cast<double>(window));
  return sum;
}

double ModelFlops::forward(int64_t begin, int64_t end, int64_t predicted) const {
  return 2.0 *
             (layers_ * static_cast<double>(end - begin) + head_ * static_cast<double>(predicted)) +
         4.0 * query_size_ * seen(begin, end);
}

double ModelFlops::train(int64_t begin, int64_t end, int64_t predicted, int64_t adapter) const {
  const double once = forward(begin, end, predicted);
  if (adapter == 0) return 3.0 * once;
  const double scores = 4.0 * query_size_ * seen(begin, end);
  return 2.0 * once + scores +
         6.0 * static_cast<double>(adapter) * static_cast<double>(end - begin);
}

}  // namespace dragoman::benchmarks
