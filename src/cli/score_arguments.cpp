#include "cli/score_arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <random>

#include "base/error.h"
#include "cli/arguments.h"
#include "metrics/significance.h"

namespace dragoman::cli {
namespace {

// sacreBLEU's short options of several letters, which the parser knows by their long names.
constexpr std::array<std::pair<const char*, const char*>, 16> kShortNames = {
    {{"-tok", "--tokenize"},
     {"-lc", "--lowercase"},
     {"-sv", "--smooth-value"},
     {"-cc", "--chrf-char-order"},
     {"-cw", "--chrf-word-order"},
     {"-nr", "--num-refs"},
     {"-sl", "--sentence-level"},
     {"-ci", "--confidence"},
     {"-cin", "--confidence-n"},
     {"-pbs", "--paired-bs"},
     {"-pbsn", "--paired-bs-n"},
     {"-par", "--paired-ar"},
     {"-parn", "--paired-ar-n"},
     {"-sh", "--short"},
     {"-nc", "--no-color"},
     {"-ol", "--origlang"}}};

constexpr std::array kTestSetOptions = {"-t",         "--test-set", "--list",
                                        "--download", "--echo",     "--cite",
                                        "--citation", "--origlang", "--subset"};

struct Ignored {  // accepted because scripts give them; they change nothing here
  int64_t jobs = 1;
  bool quiet = false;
  bool no_color = false;
  std::string encoding = "utf-8";
};

struct Given {
  std::string language_pair;
  std::string format = "json";
  std::optional<std::string> tokenize;
  bool paired_bs = false;
  bool paired_ar = false;
  Ignored ignored;
};

std::vector<std::string> with_long_names(std::span<const std::string> args) {
  std::vector<std::string> out(args.begin(), args.end());
  for (std::string& argument : out) {
    for (const auto& [brief, full] : kShortNames)
      if (argument == brief) argument = full;
    if (std::find(kTestSetOptions.begin(), kTestSetOptions.end(), argument) !=
        kTestSetOptions.end())
      throw_input("score: {}: named test sets are not built in; give reference files", argument);
  }
  return out;
}

void add_metric_options(CLI::App& app, ScoreArguments& to, Given& given) {
  std::vector<std::string> tokenizers;
  for (const auto& entry : metrics::tokenizers()) tokenizers.emplace_back(entry.name);
  const std::vector<std::string> smoothings = {"exp", "floor", "add-k", "none"};
  app.add_option("-s,--smooth-method", to.bleu.smooth_method, "BLEU: what replaces a count of zero")
      ->check(CLI::IsMember(smoothings));
  app.add_option("--smooth-value", to.bleu.smooth_value, "BLEU: value of floor or add-k (-sv)");
  app.add_option("--tokenize", given.tokenize, "BLEU: how words are split (-tok)")
      ->check(CLI::IsMember(tokenizers));
  app.add_flag("--lowercase", to.bleu.lowercase, "BLEU: ignore case (-lc)");
  app.add_flag("--force", to.force, "BLEU: do not warn about text that looks tokenized");
  app.add_option("--chrf-char-order", to.chrf.char_order, "chrF: longest character n-gram (-cc)")
      ->check(CLI::Range(0, 100));
  app.add_option("--chrf-word-order", to.chrf.word_order,
                 "chrF: longest word n-gram; 2 is chrF++ (-cw)")
      ->check(CLI::Range(0, 100));
  app.add_option("--chrf-beta", to.chrf.beta, "chrF: weight of recall")->check(CLI::Range(0, 1000));
  app.add_flag("--chrf-whitespace", to.chrf.whitespace, "chrF: white space counts");
  app.add_flag("--chrf-lowercase", to.chrf.lowercase, "chrF: ignore case");
  app.add_flag("--chrf-eps-smoothing", to.chrf.eps_smoothing, "chrF: average F over all orders");
  app.add_flag("--ter-case-sensitive", to.ter.case_sensitive, "TER: do not ignore case");
  app.add_flag("--ter-asian-support", to.ter.asian_support, "TER: treat CJK characters apart");
  app.add_flag("--ter-no-punct", to.ter.no_punct, "TER: remove punctuation");
  app.add_flag("--ter-normalized", to.ter.normalized, "TER: split punctuation off");
}

void add_input_options(CLI::App& app, ScoreArguments& to, Given& given) {
  app.add_option("REF", to.references, "reference files; - is standard input");
  app.add_option("-i,--input", to.inputs, "hypotheses, a file a system (default: standard input)");
  app.add_option("--src", to.source, "source file, for the metrics that need it");
  app.add_option("--entities", to.entities,
                 "M-ETA's records (JSONL), a line a sentence; they also stand for REF and --src");
  app.add_option("--terms", to.terms, "glossary (TSV), or a line of terms a sentence (JSONL)");
  app.add_option("--documents", to.documents, "a document's id a line, for doc-chrf");
  app.add_option("-m,--metrics", to.metrics,
                 "metrics by name (see dragoman list metrics); all but bleu, chrf and ter take "
                 "their options as --METRIC.OPTION=VALUE");
  app.add_option("--num-refs", to.num_refs, "tab-separated references in the one file (-nr)")
      ->check(CLI::Range(1, 1000));
  app.add_option("-l,--language-pair", given.language_pair, "such as en-zh; chooses the tokenizer");
  app.add_flag("--sentence-level", to.sentence_level, "a score for every sentence (-sl)");
  app.add_option("-e,--encoding", given.ignored.encoding, "utf-8 is the only one")
      ->check(CLI::IsMember({"utf-8", "utf8"}, CLI::ignore_case));
}

void add_test_options(CLI::App& app, ScoreArguments& to, Given& given) {
  const auto samples = CLI::Range(int64_t{1}, int64_t{1000000000});
  app.add_flag("--confidence", to.confidence, "95 % bootstrap interval of one system (-ci)");
  app.add_option("--confidence-n", to.confidence_samples, "its resamples (-cin)")->check(samples);
  auto* bs = app.add_flag("--paired-bs", given.paired_bs, "paired bootstrap test (-pbs)");
  app.add_flag("--paired-ar", given.paired_ar, "paired approximate randomisation (-par)")
      ->excludes(bs);
  app.add_option("--paired-bs-n", to.bootstrap_samples, "resamples (-pbsn)")->check(samples);
  app.add_option("--paired-ar-n", to.randomization_trials, "trials (-parn)")->check(samples);
  app.add_option("-j,--paired-jobs", given.ignored.jobs, "accepted; tests run in one process");
}

void add_report_options(CLI::App& app, ScoreArguments& to, Given& given) {
  app.add_option("-f,--format", given.format, "json or text")
      ->check(CLI::IsMember({"json", "text"}));
  app.add_flag("--short", to.short_signature, "short signature (-sh)");
  app.add_flag("-b,--score-only", to.score_only, "print the score alone");
  app.add_option("-w,--width", to.width, "decimals")->check(CLI::Range(0, 100));
  app.add_flag("-d,--detail", to.detail, "also scores by length of the reference; implies text");
  app.add_flag("-q,--quiet", given.ignored.quiet, "accepted; there is little to silence");
  app.add_flag("--no-color", given.ignored.no_color, "no colours (-nc); NO_COLOR does the same");
}

// SACREBLEU_SEED: a number, or "none" for one of the system's.
void read_seed(ScoreArguments& arguments) {
  const char* set = std::getenv("SACREBLEU_SEED");
  arguments.seed_text = set == nullptr ? std::to_string(metrics::kDefaultSeed) : set;
  std::transform(arguments.seed_text.begin(), arguments.seed_text.end(),
                 arguments.seed_text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c | 32 : c; });
  if (arguments.seed_text == "none") return;
  uint64_t seed = 0;
  const char* const end = arguments.seed_text.data() + arguments.seed_text.size();
  const auto [stop, error] = std::from_chars(arguments.seed_text.data(), end, seed);
  if (error != std::errc{} || stop != end)
    throw_input("SACREBLEU_SEED is {}, must be a whole number or none", arguments.seed_text);
  // The paired tests take 0 for "no seed".
  if (seed != 0 || arguments.paired == PairedTest::kNone) arguments.seed = seed;
}

void settle(ScoreArguments& arguments, const Given& given) {
  std::string format = given.format;
  const char* wanted = std::getenv("SACREBLEU_FORMAT");
  if (wanted != nullptr &&
      (std::string_view(wanted) == "json" || std::string_view(wanted) == "text"))
    format = wanted;
  arguments.json = format == "json" && !arguments.detail;
  if (given.paired_bs) arguments.paired = PairedTest::kBootstrap;
  if (given.paired_ar) arguments.paired = PairedTest::kRandomization;
  if (given.ignored.no_color) ::setenv("NO_COLOR", "1", 1);
  const size_t dash = given.language_pair.find('-');
  if (dash != std::string::npos) arguments.target_language = given.language_pair.substr(dash + 1);
  const bool wants_bleu =
      std::count(arguments.metrics.begin(), arguments.metrics.end(), "bleu") > 0;
  if (given.tokenize) {
    arguments.bleu.tokenize = *given.tokenize;
  } else if (wants_bleu && dash != std::string::npos) {
    arguments.bleu.tokenize = metrics::tokenizer_for_language(given.language_pair.substr(dash + 1));
  }
  if (arguments.sentence_level) arguments.bleu.effective_order = true;
  read_seed(arguments);
}

void check(const ScoreArguments& arguments) {
  if (arguments.references.empty() && arguments.entities.empty())
    throw_input("score: no reference file given (they come before -i)");
  if (arguments.num_refs != 1 && arguments.references.size() != 1)
    throw_input("score: --num-refs splits one reference file, but {} were given",
                arguments.references.size());
  if (arguments.sentence_level && arguments.metrics.size() != 1)
    throw_input("score: --sentence-level takes one metric");
  if (arguments.sentence_level && (arguments.confidence || arguments.paired != PairedTest::kNone))
    throw_input("score: there are no statistical tests of single sentences");
  const size_t systems = arguments.inputs.size();
  if (arguments.paired != PairedTest::kNone && systems == 1)
    throw_input("score: a paired test compares two systems or more, each a file of -i");
  if (arguments.confidence && systems > 1)
    throw_input("score: several systems are compared by --paired-bs or --paired-ar");
}

}  // namespace

std::optional<ScoreArguments> parse_score_arguments(std::span<const std::string> args) {
  CLI::App app("Scores translations as sacreBLEU does: the same options, numbers and layout.",
               "score");
  ScoreArguments arguments;
  Given given;
  add_input_options(app, arguments, given);
  add_metric_options(app, arguments, given);
  add_test_options(app, arguments, given);
  add_report_options(app, arguments, given);
  auto long_args = with_long_names(args);
  arguments.options = MetricOptions(long_args);
  if (!parse_arguments(app, long_args)) return std::nullopt;
  settle(arguments, given);
  check(arguments);
  return arguments;
}

std::vector<std::unique_ptr<metrics::Metric>> make_metrics(const ScoreArguments& arguments) {
  std::vector<std::unique_ptr<metrics::Metric>> made;
  std::vector<std::string> names;
  for (const std::string& name : arguments.metrics) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    names.push_back(name);
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
