// Choosing the right context (ContextRL, arXiv 2606.17053, section 3): of two answers to a question
// about contexts, the right one shall be likelier. Nothing is sampled.
//
//   z = log p(chosen | prompt) - log p(rejected | prompt),   loss = -log sigmoid(clip(z, -c, c))
//
// An answer's probability is that of its tokens and its end. The clip ends the gradient where the
// model is sure, also where it is surely wrong; clip_below = false (our addition) clips from above
// alone.
#include <algorithm>

#include "algorithms/preference.h"
#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "training/auxiliary.h"
#include "training/data_order.h"
#include "training/group_packing.h"

namespace dragoman::training::auxiliary {
namespace {

struct ContrastOptions {
  Path data;
  double coef = 0.05;
  double clip = 5.0;
  bool clip_below = true;
  int64_t batch_size = 16;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("data", data,
          "JSON lines with prompt, chosen and rejected: a question and two short answers");
    visit("coef", coef, "weight of the loss, a mean over pairs", config::above(0.0));
    visit("clip", clip, "nats between the answers beyond which nothing is learned",
          config::above(0.0));
    visit("clip_below", clip_below, "nothing is learned where the wrong answer is as sure, either");
    visit("batch_size", batch_size, "pairs of one optimizer step", config::at_least(1));
  }
  void validate(config::Problems& problems) const {
    if (data.empty()) problems.add("data", "is missing: a file of questions with two answers each");
  }
};

// The two answers as examples of which only the answer is trained.
struct Pair {
  Example chosen, rejected;
};

std::string text_of(const Json& line, const char* key, const std::string& where) {
  const auto found = line.find(key);
  if (found == line.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
    throw_input("{}: '{}' must be a text that is not empty", where, key);
  return found->get<std::string>();
}

std::vector<Pair> read_pairs(const ContrastOptions& options, const AuxiliaryContext& context) {
  std::vector<Pair> pairs;
  LineReader reader(options.data);
  std::string text;
  while (reader.next(text)) {
    if (text.empty()) continue;
    const Json line = parse_json(text, reader.where());
    const std::string prompt = text_of(line, "prompt", reader.where());
    const auto example = [&](const char* key) {
      return encode_passage(context.player, {prompt, text_of(line, key, reader.where())},
                            reader.where());
    };
    pairs.push_back({example("chosen"), example("rejected")});
  }
  if (pairs.empty()) throw_input("{}: holds no pair of answers", options.data.string());
  return pairs;
}

class Contrast final : public Auxiliary {
 public:
  Contrast(const ContrastOptions& options, const AuxiliaryContext& context)
      : options_(options),
        context_(context),
        pairs_(read_pairs(options, context)),
        order_(static_cast<int64_t>(pairs_.size()), context.rng.derive("contrast")) {}

  void learn(int64_t step, algorithms::Tally& tally) override {
    const int64_t count = options_.batch_size * context_.comm.world_size();
    std::vector<ExampleGroup> drawn;
    for (const int64_t item : order_.items(step * count, count, context_.comm))
      drawn.push_back({&pairs_[item].chosen, &pairs_[item].rejected});
    for (const GroupBatch& packed : pack_groups(drawn, context_.max_tokens_per_batch))
      learn_from(packed.batch, options_.coef / static_cast<double>(count), tally);
  }

 private:
  void learn_from(const episodes::PolicyBatch& batch, double weight, algorithms::Tally& tally) {
    const auto answers = segment_sums(batch, context_.learner.forward(batch, {}).logprob);
    std::vector<double> slopes;  // of the answers
    for (size_t s = 0; s < answers.size(); s += 2) {
      const double z = answers[s] - answers[s + 1];
      const bool kept = z < options_.clip && (z > -options_.clip || !options_.clip_below);
      const double clipped = std::min(z, options_.clip);
      const double held = options_.clip_below ? std::max(clipped, -options_.clip) : clipped;
      tally.add_mean("aux/contrast/loss", -algorithms::log_sigmoid(held).value);
      tally.add_mean("aux/contrast/accuracy", z > 0.0 ? 1.0 : 0.0);
      tally.add_mean("aux/contrast/surely_wrong", z < -options_.clip ? 1.0 : 0.0);
      const double slope = kept ? -weight * algorithms::log_sigmoid(z).slope : 0.0;
      slopes.insert(slopes.end(), {slope, -slope});
    }
    context_.learner.backward({.logprob = spread(batch, slopes)});
  }

  ContrastOptions options_;
  AuxiliaryContext context_;
  std::vector<Pair> pairs_;
  DataOrder order_;
};

}  // namespace

Entry contrast() {
  return config::make_entry<Auxiliary, Contrast, ContrastOptions, const AuxiliaryContext&>(
      "contrast", "Of two answers about contexts, the right one shall be likelier.");
}

}  // namespace dragoman::training::auxiliary
