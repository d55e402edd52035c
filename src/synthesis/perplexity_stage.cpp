// How surprised a checkpoint is by each row: its perplexity goes into the row, and rows outside of
// two bounds go. The stage `rank` then takes a share of each language (In2x, arXiv 2508.14472,
// chooses its annealing data by perplexity).
#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/error.h"
#include "corpus/json_row.h"
#include "corpus/rows.h"
#include "episodes/backend.h"
#include "synthesis/model_stages.h"
#include "synthesis/window_logprobs.h"
#include "text/tokenizer.h"

namespace dragoman::synthesis {
namespace {

using corpus::InputRow;
using corpus::Outcome;

struct PerplexityConfig {
  Path model;
  std::string dtype = "auto";
  int64_t max_length = 0;
  double min_perplexity = 0.0;
  double max_perplexity = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "Hugging Face folder of the checkpoint that reads", config::Required{});
    visit("dtype", dtype, "of its arithmetic", config::OneOf{{"float32", "bfloat16", "auto"}});
    visit("max_length", max_length,
          "tokens that it reads at once; longer texts are read in pieces; 0: as many as it can",
          config::at_least(0));
    visit("min_perplexity", min_perplexity, "of rows that stay", config::at_least(0.0));
    visit("max_perplexity", max_perplexity, "of rows that stay; 0: any", config::at_least(0.0));
  }

  void validate(config::Problems& problems) const {
    if (max_length == 1) problems.add("max_length", "is 1; nothing is predicted then");
    if (max_perplexity > 0.0 && max_perplexity < min_perplexity)
      problems.add("max_perplexity", "is below min_perplexity");
  }
};

class Perplexity final : public corpus::Stage {
 public:
  explicit Perplexity(PerplexityConfig config) : config_(std::move(config)) {}

  void run(corpus::Job& job) override {
    tokenizer_.emplace(text::Tokenizer::load(config_.model));
    episodes::ModelSource source;
    source.folder = config_.model;
    source.dtype = config_.dtype;
    generator_ = episodes::backend().make_generator(source);
    window_ = generator_->context_length();
    if (config_.max_length > window_)
      throw_input("perplexity: max_length is {}, and {} reads {} tokens at once",
                  config_.max_length, config_.model.string(), window_);
    if (config_.max_length > 0) window_ = config_.max_length;
    const corpus::BatchJudge judge{
        [&](const InputRow& row) {
          corpus::text_of(row.parse(), job.options().field,
                          row.where());  // an Error where there is none
          return Outcome::keep(row);
        },
        [&](const std::vector<InputRow>& rows, std::span<Outcome> outcomes) {
          measure(job, rows, outcomes);
        }};
    const corpus::Counts counts = run_row_batches(job, "perplexity", judge);
    job.finish(counts, nullptr);
  }

 private:
  void measure(const corpus::Job& job, const std::vector<InputRow>& rows,
               std::span<Outcome> outcomes) {
    std::vector<size_t> places;
    std::vector<std::vector<TokenId>> texts;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!outcomes[i].stays()) continue;
      places.push_back(i);
      texts.push_back(tokenizer_->encode(
          corpus::text_of(rows[i].parse(), job.options().field, rows[i].where()), true));
    }
    const std::vector<TextLoss> losses = text_losses(*generator_, texts, window_);
    for (size_t i = 0; i < places.size(); ++i)
      outcomes[places[i]] = judged(rows[places[i]], losses[i]);
  }

  Outcome judged(const InputRow& row, const TextLoss& loss) const {
    if (loss.tokens == 0) return Outcome::remove("one token");
    const double perplexity = loss.perplexity();
    const Json detail = {{"perplexity", perplexity}};
    if (perplexity < config_.min_perplexity) return Outcome::remove("too likely", detail);
    if (config_.max_perplexity > 0.0 && perplexity > config_.max_perplexity)
      return Outcome::remove("too unlikely", detail);
    Json object = row.parse();
    object["perplexity"] = perplexity;
    object["tokens"] = loss.tokens + 1;
    Outcome outcome;
    outcome.lines.push_back(to_line(object));
    return outcome;
  }

  PerplexityConfig config_;
  std::optional<text::Tokenizer> tokenizer_;
  std::unique_ptr<episodes::Generator> generator_;
  int64_t window_ = 0;
};

}  // namespace

config::Entry<corpus::Stage> perplexity() {
  return config::make_entry<corpus::Stage, Perplexity, PerplexityConfig>(
      "perplexity", "Writes a checkpoint's perplexity into each row; drops what is out of bounds.");
}

}  // namespace dragoman::synthesis
