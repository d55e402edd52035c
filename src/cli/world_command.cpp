// `dragoman world [NAME]`: rows, dictionary, grammar book or glosses of an invented language.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "config/recipe.h"
#include "data/writer.h"
#include "worlds/catalog.h"
#include "worlds/question_rows.h"
#include "worlds/rows.h"
#include "worlds/treebank.h"

namespace dragoman::cli {
namespace {

struct WorldChoice {
  config::Part<worlds::World> world;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", world, "which world", worlds::catalog());
  }
};

struct WorldOptions {
  std::string name = "agglutinative";
  int64_t seed = 1;
  std::string split = "train";
  std::string format = "tsv";
  std::string language;
  bool dictionary = false;
  bool book = false;
  bool gloss = false;
  bool questions = false;
  worlds::RowRequest request{.count = 10};
};

// The world's own options come as overrides: --synonymy=0.5, --sentences.question=0.
std::unique_ptr<worlds::World> make_world(const WorldOptions& options,
                                          const std::vector<std::string>& overrides) {
  config::Value root = config::parse_toml("", "world");
  config::apply_override(root, fmt::format("--name={}", options.name));
  config::apply_override(root, fmt::format("--seed={}", options.seed));
  for (const std::string& override_text : overrides) config::apply_override(root, override_text);
  return config::read<WorldChoice>(root).world.make();
}

void print_dictionary(const worlds::World& world, const std::string& language, bool json) {
  for (const worlds::DictionaryEntry& entry : world.dictionary(language)) {
    if (json) {
      write_out(to_line(Json{{"headword", entry.headword},
                             {"part_of_speech", entry.part_of_speech},
                             {"translations", entry.translations}}) +
                "\n");
    } else {
      print_out("{}\t{}\t{}\n", entry.headword, entry.part_of_speech,
                fmt::join(entry.translations, ", "));
    }
  }
}

void print_gloss(std::string_view text, const std::vector<worlds::GlossedWord>& words,
                 std::string_view translation) {
  std::string segments, labels;
  for (const worlds::GlossedWord& word : words) {
    segments.append(segments.empty() ? "" : " ").append(word.segments);
    labels.append(labels.empty() ? "" : " ").append(word.gloss);
  }
  print_out("{}\n{}\n{}\n{}\n\n", text, segments, labels, translation);
}

void print_book(const worlds::World& world, const std::string& language) {
  print_out("# A short grammar of {}\n", worlds::language_of(world, language).name);
  for (const worlds::Section& section : world.book(language)) {
    print_out("\n## {}\n\n{}\n\n", section.title, section.text);
    for (const worlds::Example& example : section.examples)
      print_gloss(example.text, example.gloss, example.translation);
  }
}

// The invented side of a row; of two, the source.
const std::string& invented_side(const worlds::World& world, const data::Row& row) {
  const bool source = row.source_language != world.languages().front().code;
  return source ? row.source_language : row.target_language;
}

// Interlinear examples: the text of the invented language is glossed, whichever side it is.
void print_glossed(const worlds::World& world, const data::Row& row) {
  const std::string& language = invented_side(world, row);
  const bool source = language == row.source_language;
  const std::string& text = source ? row.source : row.references.front();
  print_gloss(text, world.gloss(text, language), source ? row.references.front() : row.source);
}

void print_tree(const worlds::World& world, const data::Row& row, uint64_t seed) {
  const auto meaning = world.parse(row.source, row.source_language);
  DRAGOMAN_CHECK(meaning, "a world reads its own rows");
  Rng rng = Rng(seed).derive("treebank").derive(row.id);
  const std::string& language = invented_side(world, row);
  const std::string tree = worlds::conllu(world, *meaning, language, row.id, rng);
  if (tree.empty()) throw_input("this world has no trees of {}; the world family has", language);
  write_out(tree);
}

void print_rows(const worlds::World& world, const WorldOptions& options) {
  for (const data::Row& row : worlds::rows(world, options.request)) {
    if (options.gloss)
      print_glossed(world, row);
    else if (options.format == "conllu")
      print_tree(world, row, options.request.seed);
    else if (options.format == "jsonl")
      write_out(to_line(data::row_json(row)) + "\n");
    else
      write_out(data::row_tsv(row) + "\n");
  }
}

// Lines of a question stand under each other, its answer behind an arrow.
void print_questions(const worlds::World& world, const WorldOptions& options) {
  const worlds::QuestionRequest request{
      .rows = {{options.request.source_language, options.request.count}},
      .split = options.request.split,
      .stream = options.request.stream,
      .seed = options.request.seed};
  for (const data::Row& row : worlds::question_rows(world, request)) {
    if (options.format == "jsonl")
      write_out(to_line(data::row_json(row)) + "\n");
    else
      print_out("{}\n→ {}\n\n", row.source, row.references.front());
  }
}

void declare(CLI::App& app, WorldOptions& options) {
  app.add_option("name", options.name, "which world (see `dragoman list worlds`)");
  app.add_option("--seed", options.seed, "what the language is drawn from")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--rows", options.request.count, "how many sentence pairs")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--split", options.split, "train, dev or test; they share no meaning");
  app.add_option("--stream", options.request.stream, "other names give other sentences");
  app.add_option("--from", options.request.source_language, "language of the sources");
  app.add_option("--to", options.request.target_language, "language of the references");
  app.add_option("--directions", options.request.directions,
                 "instead of both: en-qaa and others, one row each in turn")
      ->delimiter(',');
  app.add_option("--references", options.request.references, "wordings of each reference, at most")
      ->check(CLI::PositiveNumber);
  app.add_option("--format", options.format,
                 "tsv, jsonl, or conllu: trees of the invented language's sentences")
      ->check(CLI::IsMember({"tsv", "jsonl", "conllu"}));
  app.add_option("--language", options.language,
                 "whose dictionary or grammar book; the first invented one if left out");
  app.add_flag("--dictionary", options.dictionary, "the dictionary instead of sentences");
  app.add_flag("--book", options.book, "the grammar book instead of sentences");
  app.add_flag("--questions", options.questions,
               "questions in the language of --from, with their answers, instead of sentences");
  app.add_flag("--gloss", options.gloss, "sentences with interlinear glosses");
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Prints what a world says: sentence pairs, its dictionary or its grammar book. The world's "
      "own options are given as --key=value (see `dragoman explain worlds`).",
      "world");
  WorldOptions options;
  std::vector<std::string> overrides;
  declare(app, options);
  if (!parse_arguments(app, args, overrides)) return 0;
  options.request.split = worlds::split_named(options.split);
  const auto world = make_world(options, overrides);
  if (options.request.target_language.empty() && options.request.source_language != "en")
    options.request.target_language = "en";
  if (options.language.empty()) options.language = world->languages().at(1).code;
  if (options.dictionary) print_dictionary(*world, options.language, options.format == "jsonl");
  if (options.book) print_book(*world, options.language);
  if (options.questions)
    print_questions(*world, options);
  else if (!options.dictionary && !options.book)
    print_rows(*world, options);
  return 0;
}

}  // namespace

Command world_command() {
  return {"world", "Prints sentences, dictionary or grammar book of an invented language.", &run};
}

}  // namespace dragoman::cli
