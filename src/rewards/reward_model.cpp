// A reward model as a reward (Stiennon et al., arXiv 2009.01325): a network with one score in the
// place of its logits, which reads the question and the answer as its own chat template writes
// them.
#include "base/error.h"
#include "episodes/segments.h"
#include "rewards/catalog.h"
#include "rewards/sequence_reader.h"
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
  RewardModel(const RewardModelConfig& config, const RewardContext& context) : task_(context.task) {
    DRAGOMAN_CHECK(task_ != nullptr, "a reward model is told how rows are asked");
    require_score_head(config.checkpoint);
    reader_ = std::make_unique<SequenceReader>(
        config.checkpoint, config.dtype, episodes::Heads::kScore, config.max_tokens_per_batch);
    if (config.center_on_references) center(context.rows);
  }

  bool in_batches() const override { return true; }

  std::vector<std::optional<double>> score(std::span<const Judged> items) const override {
    std::vector<ReadSequence> sequences;
    for (const Judged& item : items) sequences.push_back(read(*item.row, item.hypothesis));
    std::vector<std::optional<double>> found;
    for (const double score : reader_->sums(sequences)) found.emplace_back(score - center_);
    return found;
  }

 private:
  ReadSequence read(const data::Row& row, std::string_view hypothesis) const {
    const std::string reply = task_->answer(row, hypothesis);
    ReadSequence sequence{tasks::whole_tokens(tasks::answered(*task_, row, reply),
                                              reader_->tokenizer(), reader_->chat(), row.id),
                          {}};
    sequence.asked = episodes::close_for_score(sequence.tokens);
    return sequence;
  }

  void center(std::span<const data::Row> rows) {
    std::vector<ReadSequence> sequences;
    for (const data::Row& row : rows)
      if (!row.references.empty() && sequences.size() < kReferences)
        sequences.push_back(read(row, row.references.front()));
    if (sequences.empty())
      throw_input("reward reward_model: center_on_references needs rows with references");
    for (const double score : reader_->sums(sequences))
      center_ += score / static_cast<double>(sequences.size());
  }

  const tasks::Task* task_;
  std::unique_ptr<SequenceReader> reader_;
  double center_ = 0.0;
};

}  // namespace

Entry reward_model() {
  return make_entry<RewardModel, RewardModelConfig>(
      "reward_model", "Score: what a trained reward model thinks of the answer; unbounded.");
}

}  // namespace dragoman::rewards
