// A reward model as a reward (Stiennon et al., arXiv 2009.01325): a network with one score in the
// place of its logits, which reads the question and the answer as its own chat template writes
// them.
#include <algorithm>
#include <mutex>
#include <numeric>

#include "base/error.h"
#include "episodes/backend.h"
#include "episodes/segments.h"
#include "rewards/catalog.h"
#include "tasks/answered.h"

namespace dragoman::rewards {
namespace {

struct RewardModelConfig {
  Path checkpoint;
  std::string dtype = "float32";
  bool center_on_references = false;
  int64_t max_tokens_per_batch = 8192;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("checkpoint", checkpoint,
          "folder of a reward model, a …ForSequenceClassification with one class",
          config::Required{});
    visit("dtype", dtype, "of the matrix products", config::OneOf{{"float32", "bfloat16", "auto"}});
    visit("center_on_references", center_on_references,
          "scores are taken from the mean score of the training data's references, of 256 rows");
    visit("max_tokens_per_batch", max_tokens_per_batch, "tokens of one forward pass",
          config::at_least(1));
  }
};

constexpr size_t kReferences = 256;

// A language model would get a fresh head, whose scores mean nothing.
void require_score_head(const Path& checkpoint) {
  const Path path = checkpoint / "config.json";
  const Json config = parse_json(read_file(path), path.string());
  const Json names = config.value("architectures", Json::array());
  const bool scores = names.is_array() && names.size() == 1 && names[0].is_string() &&
                      names[0].get<std::string>().ends_with("ForSequenceClassification");
  if (!scores)
    throw_input(
        "reward reward_model: {} is no reward model; train one with kind = "
        "\"reward_model\"",
        checkpoint.string());
}

class RewardModel final : public Reward {
 public:
  RewardModel(const RewardModelConfig& config, const RewardContext& context)
      : max_tokens_(config.max_tokens_per_batch), task_(context.task) {
    DRAGOMAN_CHECK(task_ != nullptr, "a reward model is told how rows are asked");
    require_score_head(config.checkpoint);
    tokenizer_ = std::make_unique<text::Tokenizer>(text::Tokenizer::load(config.checkpoint));
    chat_ = templates::ChatTemplate::load(config.checkpoint);
    episodes::ModelSource source;
    source.folder = config.checkpoint;
    source.dtype = config.dtype;
    source.learner.heads = episodes::Heads::kScore;
    model_ = episodes::backend().make_learner(source);
    if (config.center_on_references) center(context.rows);
  }

  bool in_batches() const override { return true; }

  std::vector<std::optional<double>> score(std::span<const Judged> items) const override {
    std::vector<std::vector<TokenId>> sequences;
    for (const Judged& item : items) sequences.push_back(tokens_of(*item.row, item.hypothesis));
    std::vector<std::optional<double>> found;
    for (const double score : scores_of(sequences)) found.emplace_back(score - center_);
    return found;
  }

 private:
  std::vector<TokenId> tokens_of(const data::Row& row, std::string_view hypothesis) const {
    const std::string reply = task_->answer(row, hypothesis);
    return tasks::whole_tokens(tasks::answered(*task_, row, reply), *tokenizer_, chat_, row.id);
  }

  void center(std::span<const data::Row> rows) {
    std::vector<std::vector<TokenId>> sequences;
    for (const data::Row& row : rows)
      if (!row.references.empty() && sequences.size() < kReferences)
        sequences.push_back(tokens_of(row, row.references.front()));
    if (sequences.empty())
      throw_input("reward reward_model: center_on_references needs rows with references");
    for (const double score : scores_of(sequences))
      center_ += score / static_cast<double>(sequences.size());
  }

  // Of one length together; one sequence may exceed the limit.
  std::vector<double> scores_of(const std::vector<std::vector<TokenId>>& sequences) const {
    std::vector<size_t> order(sequences.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return sequences[a].size() > sequences[b].size(); });
    std::vector<double> found(sequences.size());
    for (size_t begin = 0; begin < order.size();) {
      episodes::PolicyBatch batch;
      size_t end = begin;
      do append(sequences[order[end++]], batch);
      while (end < order.size() &&
             batch.size() + static_cast<int64_t>(sequences[order[end]].size()) < max_tokens_);
      const std::vector<float> column = values_of(batch);
      for (size_t i = begin; i < end; ++i)
        found[order[i]] = column[static_cast<size_t>(batch.cu_seqlens[i - begin + 1] - 1)];
      begin = end;
    }
    return found;
  }

  static void append(std::vector<TokenId> tokens, episodes::PolicyBatch& batch) {
    const std::vector<uint8_t> predicted = episodes::close_for_score(tokens);
    episodes::append_segment(tokens, predicted, batch.segments(), batch);
  }

  std::vector<float> values_of(const episodes::PolicyBatch& batch) const {
    const std::lock_guard lock(mutex_);
    return model_->evaluate(batch, {.value = true, .logprob = false}).value;
  }

  int64_t max_tokens_;
  const tasks::Task* task_;
  std::unique_ptr<text::Tokenizer> tokenizer_;
  templates::ChatTemplate chat_;
  mutable std::mutex mutex_;  // a learner is not thread-safe
  std::unique_ptr<episodes::Learner> model_;
  double center_ = 0.0;
};

}  // namespace

Entry reward_model() {
  return make_entry<RewardModel, RewardModelConfig>(
      "reward_model", "Score: what a trained reward model thinks of the answer; unbounded.");
}

}  // namespace dragoman::rewards
