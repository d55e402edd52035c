// A language model as a judge of pairs, as In2x has one (arXiv 2508.14472, which does not give its
// form): asked which of two answers is better, it says the label of one. An answer's score is its
// rate of wins against other answers to the same question,
//
//   mean over opponents of (P(first | it, other) + P(second | other, it)) / 2
//
// where P(first) = sigmoid(log p(first label) - log p(second label)): each pair is judged in both
// orders, so that a judge who likes one place better moves nothing.
#include <array>
#include <cmath>

#include "rewards/catalog.h"
#include "rewards/opponents.h"
#include "rewards/sequence_reader.h"
#include "tasks/prompt_template.h"
#include "tasks/template_problems.h"
#include "text/language.h"

namespace dragoman::rewards {
namespace {

constexpr std::array<std::string_view, 5> kPlaces = {"source", "source_language", "target_language",
                                                     "first", "second"};

struct PairwiseConfig {
  Path checkpoint;
  std::string prompt_template =
      "{source_language}: {source}\n\nA: {first}\n\nB: {second}\n\nWhich is the better translation "
      "into {target_language}? Say A or B.";
  std::string first_label = "A";
  std::string second_label = "B";
  int64_t num_opponents = 4;
  std::string dtype = "float32";
  int64_t max_tokens_per_batch = 8192;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("checkpoint", checkpoint, "folder of the language model that judges", config::Required{});
    visit("prompt_template", prompt_template,
          "what it is asked; {source}, {source_language}, {target_language}, {first} and {second} "
          "are filled in, {{ and }} are single braces");
    visit("first_label", first_label, "what it says where the first answer is better");
    visit("second_label", second_label, "what it says where the second one is");
    visit("num_opponents", num_opponents,
          "answers that each answer is compared with, rounded up to an even number; at most all "
          "others",
          config::at_least(1));
    visit("dtype", dtype, "of the matrix products", config::OneOf{{"float32", "bfloat16", "auto"}});
    visit("max_tokens_per_batch", max_tokens_per_batch, "tokens of one forward pass",
          config::at_least(1));
  }
  void validate(config::Problems& problems) const {
    tasks::check_template(problems, "prompt_template", prompt_template, kPlaces,
                          {"first", "second"});
    if (first_label.empty() || first_label == second_label)
      problems.add("first_label", "must be a text, and another one than second_label");
    if (second_label.empty()) problems.add("second_label", "must be a text");
  }
};

class Pairwise final : public Reward {
 public:
  Pairwise(const PairwiseConfig& config, const RewardContext&)
      : opponents_(config.num_opponents),
        prompt_(config.prompt_template, kPlaces, "prompt_template"),
        reader_(config.checkpoint, config.dtype, episodes::Heads::kLanguage,
                config.max_tokens_per_batch),
        labels_{reader_.tokenizer().encode(config.first_label, false),
                reader_.tokenizer().encode(config.second_label, false)} {}

  bool in_batches() const override { return true; }

  // An answer without any other to the same question neither wins nor loses: 0.5.
  std::vector<std::optional<double>> score(std::span<const Judged> items) const override {
    const std::vector<Pair> pairs = pairs_of(items, opponents_);
    std::vector<ReadSequence> sequences;
    for (const Pair& pair : pairs) {
      add_questions(items[pair.a], items[pair.b], sequences);
      add_questions(items[pair.b], items[pair.a], sequences);
    }
    const std::vector<double> logprobs = reader_.sums(sequences);
    std::vector<double> wins(items.size(), 0.0);
    std::vector<double> games(items.size(), 0.0);
    for (size_t p = 0; p < pairs.size(); ++p) {
      const double* of = &logprobs[4 * p];
      const double won = 0.5 * (first_wins(of[0], of[1]) + 1.0 - first_wins(of[2], of[3]));
      wins[pairs[p].a] += won;
      wins[pairs[p].b] += 1.0 - won;
      games[pairs[p].a] += 1.0;
      games[pairs[p].b] += 1.0;
    }
    std::vector<std::optional<double>> found;
    for (size_t i = 0; i < items.size(); ++i)
      found.emplace_back(games[i] > 0.0 ? wins[i] / games[i] : 0.5);
    return found;
  }

 private:
  // The question with either label behind it.
  void add_questions(const Judged& first, const Judged& second,
                     std::vector<ReadSequence>& sequences) const {
    const data::Row& row = *first.row;
    const std::string source_language = text::language_name(row.source_language);
    const std::string target_language = text::language_name(row.target_language);
    const std::vector<templates::Message> messages = {
        {"user", prompt_.fill({{"source", row.source},
                               {"source_language", source_language},
                               {"target_language", target_language},
                               {"first", first.hypothesis},
                               {"second", second.hypothesis}})}};
    const std::vector<TokenId> question = reader_.tokenizer().encode(
        reader_.chat().render(messages, /*add_generation_prompt=*/true, row.id), false);
    for (const std::vector<TokenId>& label : labels_) {
      ReadSequence sequence{question, std::vector<uint8_t>(question.size(), 0)};
      sequence.tokens.insert(sequence.tokens.end(), label.begin(), label.end());
      sequence.asked.resize(sequence.tokens.size(), 1);
      sequences.push_back(std::move(sequence));
    }
  }

  static double first_wins(double first, double second) {
    return 1.0 / (1.0 + std::exp(second - first));
  }

  int64_t opponents_;
  tasks::PromptTemplate prompt_;
  SequenceReader reader_;
  std::array<std::vector<TokenId>, 2> labels_;
};

}  // namespace

Entry pairwise() {
  return make_entry<Pairwise, PairwiseConfig>(
      "pairwise", "Score: how often a language model prefers the answer to others, 0 to 1.");
}

}  // namespace dragoman::rewards
