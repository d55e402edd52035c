// `dragoman compare REF… -i A B …`: which of several systems is better, how sure that is, and
// where.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/line_reader.h"
#include "cli/arguments.h"
#include "cli/comet_options.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/score_input.h"
#include "evaluation/comparison_page.h"
#include "evaluation/system_comparison_output.h"
#include "metrics/tokenizer.h"

namespace dragoman::cli {
namespace {

struct CompareArguments {
  ScoreArguments texts;  // files of references, systems and what stands beside them
  std::vector<std::string> names;
  std::string language_pair;
  std::string tokenize;  // "": by the language pair
  std::string domains;
  std::string human;
  std::string train;
  std::string test = "bootstrap";
  int64_t samples = 0;  // 0: the test's usual number
  uint64_t seed = metrics::kDefaultSeed;
  std::string html;
  int64_t num_samples = 40;
  std::string format = "text";
  CometFolders comet;
  evaluation::ComparisonOptions options;
};

void add_inputs(CLI::App& app, CompareArguments& to) {
  app.add_option("REF", to.texts.references, "reference files");
  app.add_option("-i,--input", to.texts.inputs, "translations, a file a system; two or more")
      ->required();
  app.add_option("--names", to.names, "what the systems are called (default: their files' names)");
  app.add_option("--src", to.texts.source, "source file");
  app.add_option("--num-refs", to.texts.num_refs, "tab-separated references in the one file")
      ->check(CLI::Range(1, 1000));
  app.add_option("--entities", to.texts.entities, "M-ETA's records (JSONL), a line a sentence");
  app.add_option("--terms", to.texts.terms,
                 "glossary (TSV), or a line of terms a sentence (JSONL)");
  app.add_option("--documents", to.texts.documents, "a document's id a line");
  app.add_option("--domains", to.domains, "a domain's name a line");
  app.add_option("--human", to.human, "human scores: lines of SYSTEM SCORE, one or one a sentence");
  app.add_option("--train", to.train, "target side of the training text, for word frequencies");
  app.add_option("-l,--language-pair", to.language_pair, "such as en-zh");
}

void add_settings(CLI::App& app, CompareArguments& to) {
  app.add_option("-m,--metrics", to.texts.metrics,
                 "metrics by name (see dragoman list metrics); options as --METRIC.OPTION=VALUE");
  add_comet_options(app, to.comet);
  app.add_option("--tokenize", to.tokenize, "BLEU: how words are split (--bleu.tokenize)");
  app.add_option("--test", to.test, "paired test")
      ->check(CLI::IsMember({"bootstrap", "randomization"}));
  app.add_option("--samples", to.samples, "resamples or trials (default: 1000 or 10000)")
      ->check(CLI::Range(int64_t{1}, int64_t{1000000000}));
  app.add_option("--seed", to.seed, "of the test");
  app.add_option("--correction", to.options.correction, "of p for the number of pairs")
      ->check(CLI::IsMember({"holm", "benjamini-hochberg", "none"}));
  app.add_option("--alpha", to.options.alpha, "significant is p up to this")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--unit", to.options.unit, "of lengths and word frequencies")
      ->check(CLI::IsMember({"word", "character"}));
  app.add_option("--html", to.html, "also write a page with translations side by side");
  app.add_option("--num-samples", to.num_samples, "sentences that the page shows")
      ->check(CLI::Range(0, 100000));
  app.add_option("-f,--format", to.format, "text or json")->check(CLI::IsMember({"text", "json"}));
  add_threads_option(app);
}

// File names without folders and endings, where those tell the systems apart.
std::vector<std::string> names_of(const CompareArguments& arguments) {
  if (!arguments.names.empty()) return arguments.names;
  std::map<std::string, int> stems;
  for (const std::string& path : arguments.texts.inputs) ++stems[Path(path).stem().string()];
  const bool differ = stems.size() == arguments.texts.inputs.size();
  std::vector<std::string> names;
  for (const std::string& path : arguments.texts.inputs)
    names.push_back(differ ? Path(path).stem().string() : path);
  return names;
}

std::vector<std::string> read_labels(const std::string& path, size_t sentences) {
  std::vector<std::string> labels;
  if (path.empty()) return labels;
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) labels.push_back(line);
  if (labels.size() != sentences)
    throw_input("{} has {} lines for {} sentences", path, labels.size(), sentences);
  return labels;
}

metrics::WordCounts count_training_words(const std::string& path, const std::string& unit) {
  metrics::WordCounts counts;
  if (path.empty()) return counts;
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) metrics::count_words(line, unit, counts);
  return counts;
}

evaluation::Systems read_systems(const CompareArguments& arguments) {
  ScoreInput input = read_score_input(arguments.texts);
  evaluation::Systems systems;
  systems.names = names_of(arguments);
  if (systems.names.size() != input.systems.size())
    throw_input("compare: {} names for {} systems", systems.names.size(), input.systems.size());
  for (System& system : input.systems) systems.hypotheses.push_back(std::move(system.hypotheses));
  systems.corpus = std::move(input.corpus);
  if (systems.corpus.size() < 2) throw_input("compare: one sentence can't tell systems apart");
  systems.domains = read_labels(arguments.domains, systems.corpus.size());
  return systems;
}

void settle(CompareArguments& arguments) {
  ScoreArguments& texts = arguments.texts;
  if (texts.references.empty() && texts.entities.empty())
    throw_input("compare: no reference file given (they come before -i)");
  if (texts.inputs.size() < 2) throw_input("compare: two systems or more, each a file of -i");
  if (texts.num_refs != 1 && texts.references.size() != 1)
    throw_input("compare: --num-refs splits one reference file, but {} were given",
                texts.references.size());
  const size_t dash = arguments.language_pair.find('-');
  if (dash != std::string::npos) {
    texts.target_language = arguments.language_pair.substr(dash + 1);
    if (arguments.tokenize.empty() && !texts.options.has("bleu.tokenize") &&
        std::count(texts.metrics.begin(), texts.metrics.end(), "bleu") > 0)
      arguments.tokenize = metrics::tokenizer_for_language(texts.target_language);
  }
  if (!arguments.tokenize.empty()) texts.options.set("bleu.tokenize", arguments.tokenize);
  arguments.options.randomization = arguments.test == "randomization";
  const int64_t usual = arguments.options.randomization ? metrics::kDefaultRandomizationTrials
                                                        : metrics::kDefaultBootstrapSamples;
  arguments.options.resampling = {arguments.samples == 0 ? usual : arguments.samples,
                                  arguments.seed};
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Compares systems on the same sentences: scores, paired tests of all pairs, clusters, "
      "AutoRank, parts of the sentences, and a page with translations side by side.",
      "compare");
  CompareArguments arguments;
  arguments.texts.metrics = {"bleu", "chrf", "ter"};
  add_inputs(app, arguments);
  add_settings(app, arguments);
  std::vector<std::string> given(args.begin(), args.end());
  arguments.texts.options = MetricOptions(given);
  if (!parse_arguments(app, given)) return 0;
  settle(arguments);
  apply_comet_folders(arguments.comet, arguments.texts.options);
  std::vector<std::unique_ptr<metrics::Metric>> metrics;
  for (const std::string& name : arguments.texts.metrics)
    metrics.push_back(arguments.texts.options.make(name));
  const evaluation::Systems systems = read_systems(arguments);
  std::optional<evaluation::HumanScores> human;
  if (!arguments.human.empty())
    human = evaluation::read_human_scores(arguments.human, systems.names, systems.corpus.size());
  arguments.options.training_counts = count_training_words(arguments.train, arguments.options.unit);
  const auto comparison = evaluation::compare_systems(systems, metrics, arguments.options, human);
  if (!arguments.html.empty())
    write_file(arguments.html,
               evaluation::comparison_page(systems, comparison,
                                           static_cast<size_t>(arguments.num_samples)));
  write_out(arguments.format == "json" ? evaluation::comparison_json(comparison).dump(2) + "\n"
                                       : evaluation::comparison_text(comparison));
  return 0;
}

}  // namespace

Command compare_command() {
  return {"compare", "Compares systems: paired tests, clusters, AutoRank, a page side by side.",
          &run};
}

}  // namespace dragoman::cli
