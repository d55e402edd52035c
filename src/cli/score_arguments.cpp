#include "cli/score_arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/output.h"
#include "cli/score_options.h"
#include "metrics/significance.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

std::string lower_ascii(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 32);
  return text;
}

// --seed, or SACREBLEU_SEED: a number, or "none" for one of the system's.
void read_seed(ScoreArguments& arguments, const GivenScoreOptions& given) {
  const char* set = std::getenv("SACREBLEU_SEED");
  const std::string name = given.seed ? "--seed" : "SACREBLEU_SEED";
  arguments.seed_text = lower_ascii(given.seed       ? *given.seed
                                    : set != nullptr ? set
                                                     : std::to_string(metrics::kDefaultSeed));
  if (arguments.seed_text == "none") return;
  uint64_t seed = 0;
  const char* const end = arguments.seed_text.data() + arguments.seed_text.size();
  const auto [stop, error] = std::from_chars(arguments.seed_text.data(), end, seed);
  if (error != std::errc{} || stop != end)
    throw_input("{} is {}, must be a whole number or none", name, arguments.seed_text);
  arguments.seed = seed;
}

ScoreFormat format_of(std::string name, bool detail) {
  const char* set = std::getenv("SACREBLEU_FORMAT");
  const std::string wanted = set == nullptr ? "" : lower_ascii(set);
  if (wanted == "json" || wanted == "text" || wanted == "latex") name = wanted;
  if (name == "latex") return ScoreFormat::kLatex;
  return name == "json" && !detail ? ScoreFormat::kJson : ScoreFormat::kText;
}

// The second language of "en-zh"; "" where none is given.
std::string target_language(const std::string& pair) {
  if (pair.empty()) return "";
  const auto languages = text::split(pair, '-');
  if (languages.size() < 2)
    throw_input("score: the language pair {} must be two languages, as in en-de", pair);
  return std::string(languages[1]);
}

void choose_tokenizer(ScoreArguments& arguments, const GivenScoreOptions& given) {
  const std::string& target = arguments.target_language;
  if (given.tokenize) {
    arguments.bleu.tokenize = *given.tokenize;
  } else if (!target.empty()) {
    arguments.bleu.tokenize = metrics::tokenizer_for_language(target);
  }
}

void settle(ScoreArguments& arguments, const GivenScoreOptions& given) {
  arguments.format = format_of(given.format, arguments.detail);
  if (given.paired_bs) arguments.paired = PairedTest::kBootstrap;
  if (given.paired_ar) arguments.paired = PairedTest::kRandomization;
  if (arguments.bootstrap_samples == 0)
    arguments.bootstrap_samples = metrics::kDefaultBootstrapSamples;
  if (arguments.randomization_trials == 0)
    arguments.randomization_trials = metrics::kDefaultRandomizationTrials;
  if (given.no_color) ::setenv("NO_COLOR", "1", 1);
  if (!given.test_sets.empty())
    for (const std::string_view name : text::split(given.test_sets, ','))
      arguments.test_set.names.emplace_back(name);
  arguments.target_language = target_language(arguments.test_set.language_pair);
  choose_tokenizer(arguments, given);
  apply_comet_folders(given.comet, arguments.options);
  if (arguments.sentence_level) arguments.bleu.effective_order = true;
  read_seed(arguments, given);
}

void check_test_set(const ScoreArguments& arguments) {
  const TestSetArguments& set = arguments.test_set;
  if (set.names.empty()) {
    if (!set.echo.empty()) throw_input("score: --echo prints a test set: -t NAME -l PAIR");
    if (set.origlang || set.subset)
      throw_input("score: --origlang and --subset choose from a test set: -t NAME -l PAIR");
    return;
  }
  if (!arguments.references.empty())
    throw_input("score: reference files or a test set (-t), not both");
  if (set.language_pair.empty()) throw_input("score: a test set needs its language pair: -l en-de");
}

void check_tests(const ScoreArguments& arguments) {
  const bool paired = arguments.paired != PairedTest::kNone;
  if (arguments.sentence_level && arguments.metrics.size() != 1)
    throw_input("score: --sentence-level takes one metric");
  if (arguments.sentence_level && (arguments.confidence || paired))
    throw_input("score: there are no statistical tests of single sentences");
  const size_t systems = arguments.inputs.size();
  if (paired && systems == 1)
    throw_input("score: a paired test compares two systems or more, each a file of -i");
  if (arguments.confidence && systems > 1)
    throw_input("score: several systems are compared by --paired-bs or --paired-ar");
}

void check(const ScoreArguments& arguments) {
  if (arguments.test_set.list || !arguments.batch.empty()) return;
  check_test_set(arguments);
  if (arguments.num_refs != 1 && arguments.references.size() != 1)
    throw_input("score: --num-refs splits one reference file, but {} were given",
                arguments.references.size());
  check_tests(arguments);
}

}  // namespace

std::optional<ScoreArguments> parse_score_arguments(std::span<const std::string> args) {
  CLI::App app("Scores translations as sacreBLEU does: the same options, numbers and layout.",
               "score");
  ScoreArguments arguments;
  GivenScoreOptions given;
  add_score_options(app, arguments, given);
  auto long_args = with_long_names(args);
  arguments.options = MetricOptions(long_args);
  if (!parse_arguments(app, long_args)) return std::nullopt;
  if (given.version) {
    print_out("dragoman score {}\n", metrics::kSignatureVersion);
    return std::nullopt;
  }
  settle(arguments, given);
  check(arguments);
  return arguments;
}

std::vector<std::unique_ptr<metrics::Metric>> make_metrics(const ScoreArguments& arguments) {
  std::vector<std::string> names;
  for (const std::string& name : arguments.metrics)
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  if (arguments.paired == PairedTest::kNone) std::sort(names.begin(), names.end());
  std::vector<std::unique_ptr<metrics::Metric>> made;
  for (const std::string& name : names) {
    if (name == "bleu") {
      made.push_back(std::make_unique<metrics::Bleu>(arguments.bleu));
    } else if (name == "chrf") {
      made.push_back(std::make_unique<metrics::Chrf>(arguments.chrf));
    } else if (name == "ter") {
      made.push_back(std::make_unique<metrics::Ter>(arguments.ter));
    } else {
      made.push_back(arguments.options.make(name));
    }
  }
  return made;
}

}  // namespace dragoman::cli
