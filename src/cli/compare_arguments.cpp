#include "cli/compare_arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "cli/arguments.h"
#include "metrics/tokenizer.h"

namespace dragoman::cli {
namespace {

void add_inputs(CLI::App& app, CompareArguments& to) {
  app.add_option("REF", to.texts.references, "reference files");
  app.add_option("-i,--input", to.texts.inputs,
                 "translations, a file a system; or run folders; two or more")
      ->required();
  app.add_option("--names", to.names, "what the systems are called (default: as their files)");
  app.add_option("--src", to.texts.source, "source file");
  app.add_option("--num-refs", to.texts.num_refs, "tab-separated references in the one file")
      ->check(CLI::Range(1, 1000));
  app.add_option("--entities", to.texts.entities, "M-ETA's records (JSONL), a line a sentence");
  app.add_option("--terms", to.texts.terms,
                 "glossary (TSV), or a line of terms a sentence (JSONL)");
  app.add_option("--documents", to.texts.documents, "a document's id a line");
  app.add_option("--domains", to.domains, "a domain's name a line");
  app.add_option("--difficulties", to.difficulties, "a difficulty's name a line");
  app.add_option("--judge", to.judges,
                 "NAME=FILE: a judge's scores as a further metric; lines of SYSTEM SCORE, one a "
                 "sentence, higher is better");
  app.add_option("--human", to.human, "human scores: lines of SYSTEM SCORE, one or one a sentence");
  app.add_option("--train", to.train, "target side of the training text, for word frequencies");
  app.add_option("-l,--language-pair", to.language_pair, "such as en-zh");
}

void add_settings(CLI::App& app, CompareArguments& to) {
  app.add_option("-m,--metrics", to.texts.metrics,
                 "metrics by name (see dragoman list metrics); options as --METRIC.OPTION=VALUE");
  app.add_option("--rewarded", to.options.rewarded,
                 "metrics that systems were tuned to: a lead by one of them that the others do not "
                 "follow is a warning");
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

// A run's evaluation holds its metrics with their options, and no texts.
void settle_runs(const CompareArguments& arguments) {
  const ScoreArguments& texts = arguments.texts;
  for (const std::string& input : texts.inputs)
    if (!std::filesystem::is_directory(input))
      throw_input("compare: {} is no run folder, but {} is one; give either", input,
                  texts.inputs.front());
  if (!texts.references.empty())
    throw_input("compare: {} is a run folder, which holds its scores; leave out the reference {}",
                texts.inputs.front(), texts.references.front());
  for (const std::string* file :
       {&texts.source, &texts.entities, &texts.terms, &texts.documents, &arguments.domains,
        &arguments.difficulties, &arguments.human, &arguments.train})
    if (!file->empty())
      throw_input("compare: {} stands beside translations, but run folders have none", *file);
  if (!arguments.judges.empty())
    throw_input("compare: --judge stands beside translations, but run folders have none");
}

void settle(CompareArguments& arguments) {
  ScoreArguments& texts = arguments.texts;
  if (texts.inputs.size() < 2) throw_input("compare: two systems or more, each a file of -i");
  arguments.runs = std::filesystem::is_directory(texts.inputs.front());
  if (arguments.runs) settle_runs(arguments);
  if (arguments.runs) return;
  if (texts.metrics.empty()) texts.metrics = {"bleu", "chrf", "ter"};
  if (texts.references.empty() && texts.entities.empty())
    throw_input("compare: no reference file given (they come before -i)");
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
}

void settle_test(CompareArguments& arguments) {
  arguments.options.randomization = arguments.test == "randomization";
  const int64_t usual = arguments.options.randomization ? metrics::kDefaultRandomizationTrials
                                                        : metrics::kDefaultBootstrapSamples;
  arguments.options.resampling = {arguments.samples == 0 ? usual : arguments.samples,
                                  arguments.seed};
}

}  // namespace

std::optional<CompareArguments> parse_compare_arguments(std::span<const std::string> args) {
  CLI::App app(
      "Compares systems on the same sentences: scores, paired tests of all pairs, clusters, "
      "AutoRank, warnings of leads by a rewarded metric alone, parts of the sentences, and a page "
      "with translations side by side.",
      "compare");
  CompareArguments arguments;
  arguments.texts.metrics.clear();
  add_inputs(app, arguments);
  add_settings(app, arguments);
  std::vector<std::string> given(args.begin(), args.end());
  arguments.texts.options = MetricOptions(given);
  if (!parse_arguments(app, given)) return std::nullopt;
  settle_test(arguments);
  settle(arguments);
  return arguments;
}

}  // namespace dragoman::cli
