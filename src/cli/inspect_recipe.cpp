#include "cli/inspect_recipe.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "cli/output.h"
#include "config/recipe.h"
#include "text/utf8.h"
#include "training/materials.h"
#include "training/preference_data.h"
#include "training/pretrain_examples.h"
#include "training/supervised.h"

namespace dragoman::cli {
namespace {

using training::Example;

constexpr const char* kTrained = "\x1b[30;42m";        // black on green
constexpr const char* kOtherTrained = "\x1b[30;102m";  // neighbours differ, so borders can be seen
constexpr const char* kShown = "\x1b[90m";
constexpr const char* kOtherShown = "\x1b[37m";
constexpr const char* kPlain = "\x1b[0m";

// Blanks and line ends as signs that can be seen.
std::string visible(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    switch (text::next_code_point(text, at)) {
      case ' ': out += "·"; break;
      case '\n': out += "↵"; break;
      case '\r': out += "␍"; break;
      case '\t': out += "→"; break;
      case 0xA0: out += "⍽"; break;
      default: out += text.substr(begin, at - begin);
    }
  }
  return out;
}

// A token alone; a part of a character as the vocabulary writes it.
std::string token_text(const text::Tokenizer& tokenizer, TokenId id) {
  std::string text = tokenizer.decode({&id, 1}, /*skip_special_tokens=*/false);
  if (text.empty() || text.find("\xEF\xBF\xBD") != text.npos) return tokenizer.token(id);
  const bool starts_word = tokenizer.token(id).starts_with("▁");
  return starts_word && text[0] != ' ' ? " " + text : text;
}

std::string coloured(const text::Tokenizer& tokenizer, const Example& example) {
  std::string line;
  for (size_t t = 0; t < example.tokens.size(); ++t) {
    const bool trained = example.trained[t] != 0;
    const bool other = t % 2 != 0;
    line += trained ? (other ? kOtherTrained : kTrained) : (other ? kOtherShown : kShown);
    line += visible(token_text(tokenizer, example.tokens[t])) + kPlain;
  }
  return line;
}

// prompt|tokens[[trained|tokens]]
std::string bracketed(const text::Tokenizer& tokenizer, const Example& example) {
  std::string line;
  bool inside = false;
  for (size_t t = 0; t < example.tokens.size(); ++t) {
    const bool trained = example.trained[t] != 0;
    if (trained != inside)
      line += trained ? "[[" : "]]";
    else if (t > 0)
      line += '|';
    inside = trained;
    line += visible(token_text(tokenizer, example.tokens[t]));
  }
  return inside ? line + "]]" : line;
}

Json as_json(const text::Tokenizer& tokenizer, const Example& example) {
  Json tokens = Json::array();
  for (const TokenId id : example.tokens) tokens.push_back(token_text(tokenizer, id));
  return {{"ids", example.tokens}, {"tokens", std::move(tokens)}, {"trained", example.trained}};
}

int64_t trained_count(const Example& example) {
  return std::count(example.trained.begin(), example.trained.end(), uint8_t{1});
}

bool samples(const training::Recipe& recipe) { return recipe.kind == "rl" || recipe.candidates; }

// What a supervised recipe trains on, documents cut to its sequences' length, both answers of a
// pair, or the prompts of a recipe that samples its answers.
training::Examples examples_of(const training::Recipe& recipe, const training::Materials& materials,
                               int64_t rows) {
  const size_t count = std::min(materials.train.size(), static_cast<size_t>(rows));
  const std::span<const data::Row> first(materials.train.data(), count);
  const rollouts::Player player = materials.player();
  if (recipe.kind == "pretrain")
    return {
        training::document_examples(recipe, materials, {rows, recipe.pretrain.max_length}), 0, {}};
  if (!samples(recipe) && (recipe.kind == "preference" || recipe.kind == "reward_model")) {
    const int64_t max_length =
        recipe.kind == "preference" ? recipe.preference.max_length : recipe.reward_model.max_length;
    auto pairs = training::encode_preferences(first, player, max_length, /*singles=*/true);
    const int64_t too_long = pairs.too_long;
    return {training::answers_of(std::move(pairs)), too_long, std::nullopt};
  }
  if (!samples(recipe)) {
    training::Examples made = training::encode_examples(first, player, recipe.sft.max_length);
    for (Example& example : made.examples)
      example.trained = training::trained_flags(example, recipe.sft);
    return made;
  }
  training::Examples prompts;
  for (const data::Row& row : first) {
    std::vector<TokenId> tokens = player.prompt(row);
    const std::vector<uint8_t> none(tokens.size(), 0);
    prompts.examples.push_back({std::move(tokens), none});
  }
  return prompts;
}

struct Shown {
  int64_t rows = 0;
  bool sampled = false;
  bool json = false;
};

void print_totals(const training::Examples& made, const Shown& shown) {
  size_t tokens = 0;
  int64_t trained = 0;
  for (const Example& example : made.examples) {
    tokens += example.tokens.size();
    trained += trained_count(example);
  }
  if (shown.json) {
    print_out("{}\n", to_line({{"rows", shown.rows},
                               {"examples", made.examples.size()},
                               {"tokens", tokens},
                               {"trained", trained},
                               {"too_long", made.too_long}}));
    return;
  }
  print_out("{} rows: {} {}, {} tokens, {} trained", shown.rows, made.examples.size(),
            shown.sampled ? "prompts (their answers will be sampled)" : "examples", tokens,
            trained);
  if (made.too_long > 0) print_out(", {} longer than max_length left out", made.too_long);
  print_out("\n");
}

}  // namespace

void inspect_recipe(const InspectRecipe& request) {
  const auto recipe = config::load<training::Recipe>(request.recipe, request.overrides);
  const training::Materials materials = training::prepare(
      recipe, "", [](const std::string& line) { fmt::print(stderr, "inspect: {}\n", line); });
  const training::Examples made = examples_of(recipe, materials, request.rows);
  if (made.difference)
    fmt::print(stderr, "inspect: the chat template is {}: every answer is an example of its own\n",
               made.difference->text());
  const bool colours = stdout_has_colours();
  for (size_t i = 0; i < made.examples.size(); ++i) {
    const Example& example = made.examples[i];
    if (request.json) {
      print_out("{}\n", to_line(as_json(materials.tokenizer, example)));
      continue;
    }
    print_out(
        "example {}: {} tokens, {} trained\n{}\n\n", i + 1, example.tokens.size(),
        trained_count(example),
        colours ? coloured(materials.tokenizer, example) : bracketed(materials.tokenizer, example));
  }
  const auto rows = std::min<int64_t>(static_cast<int64_t>(materials.train.size()), request.rows);
  print_totals(made, {rows, samples(recipe), request.json});
}

}  // namespace dragoman::cli
