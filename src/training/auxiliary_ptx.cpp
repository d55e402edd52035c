// Pretraining beside RL (PPO-ptx; Ouyang et al., arXiv 2203.02155, section 3.5): the likelihood of
// plain text keeps what the model knew. Their weight of 27.8 is for another normalisation: here it
// multiplies a mean over tokens.
#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/line_reader.h"
#include "training/likelihood.h"

namespace dragoman::training::auxiliary {
namespace {

struct PtxOptions {
  double coef = 0.1;
  int64_t batch_size = 32;
  int64_t max_length = 256;
  Path text;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("coef", coef, "weight of the loss, a mean over its tokens", config::above(0.0));
    visit("batch_size", batch_size, "texts of one optimizer step", config::at_least(1));
    visit("max_length", max_length, "tokens of a text; the rest of a longer one is left out",
          config::at_least(2));
    visit("text", text, "a file with a text in every line; empty: the training data's references");
  }
};

std::vector<std::string> read_texts(const PtxOptions& options, const AuxiliaryContext& context) {
  if (!options.text.empty()) return read_all_lines(options.text);
  std::vector<std::string> texts;
  for (const data::Row& row : context.rows)
    texts.insert(texts.end(), row.references.begin(), row.references.end());
  return texts;
}

// All tokens but the first are learned, as in pretraining.
std::vector<Example> encode(const PtxOptions& options, const AuxiliaryContext& context) {
  const std::string where = options.text.empty() ? "data" : options.text.string();
  std::vector<Example> examples;
  for (const std::string& text : read_texts(options, context)) {
    if (text.empty()) continue;
    Example example = encode_passage(context.player, {"", text}, where);
    const size_t length = std::min(example.tokens.size(), static_cast<size_t>(options.max_length));
    if (length < 2) continue;
    example.tokens.resize(length);
    example.trained.resize(length);
    examples.push_back(std::move(example));
  }
  if (examples.empty()) throw_input("{}: no text is left for the auxiliary loss ptx", where);
  return examples;
}

struct Ptx final : Auxiliary {
  Ptx(const PtxOptions& options, const AuxiliaryContext& context)
      : loss("ptx", encode(options, context), options.coef, options.batch_size, context) {}
  void learn(int64_t step, algorithms::Tally& tally) override { loss.learn(step, tally); }

  Likelihood loss;
};

}  // namespace

Entry ptx() {
  return config::make_entry<Auxiliary, Ptx, PtxOptions, const AuxiliaryContext&>(
      "ptx", "The likelihood of plain text, as in pretraining.");
}

}  // namespace dragoman::training::auxiliary
