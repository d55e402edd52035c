#include "cli/score_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "base/error.h"
#include "cli/arguments.h"
#include "metrics/tokenizer.h"

namespace dragoman::cli {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kShortNames = {
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

constexpr std::array<std::string_view, 3> kDownloads = {"--download", "--cite", "--citation"};

const CLI::Range kSamples(int64_t{0}, int64_t{1000000000});

void add_bleu_options(CLI::App& app, ScoreArguments& to, GivenScoreOptions& given) {
  const std::vector<std::string> smoothings = {"exp", "floor", "add-k", "none"};
  app.add_option("-s,--smooth-method", to.bleu.smooth_method, "BLEU: what replaces a count of zero")
      ->check(CLI::IsMember(smoothings));
  app.add_option("--smooth-value", to.bleu.smooth_value, "BLEU: value of floor or add-k (-sv)");
  app.add_option("--tokenize", given.tokenize, "BLEU: how words are split (-tok)")
      ->check(CLI::IsMember(metrics::tokenizer_names()));
  app.add_option("--flores-model", to.bleu.flores_model,
                 "BLEU: SentencePiece model file of flores101, flores200 and spBLEU-1K");
  app.add_option("--mecab-dictionary", to.bleu.mecab_dictionary,
                 "BLEU: dictionary folder of ja-mecab and ko-mecab");
  app.add_flag("--lowercase", to.bleu.lowercase, "BLEU: ignore case (-lc)");
  app.add_option("--max-ngram-order", to.bleu.max_ngram_order, "BLEU: longest n-gram")
      ->check(CLI::Range(1, 100));
  app.add_flag("--effective-order", to.bleu.effective_order,
               "BLEU: leave out orders that a text is too short for; always on with -sl");
  app.add_flag("--force", to.force, "BLEU: do not warn about text that looks tokenized");
}

void add_chrf_options(CLI::App& app, ScoreArguments& to) {
  app.add_option("--chrf-char-order", to.chrf.char_order, "chrF: longest character n-gram (-cc)")
      ->check(CLI::Range(0, 100));
  app.add_option("--chrf-word-order", to.chrf.word_order,
                 "chrF: longest word n-gram; 2 is chrF++ (-cw)")
      ->check(CLI::Range(0, 100));
  app.add_option("--chrf-beta", to.chrf.beta, "chrF: weight of recall")
      ->check(CLI::Range(-1000, 1000));
  app.add_flag("--chrf-whitespace", to.chrf.whitespace, "chrF: white space counts");
  app.add_flag("--chrf-lowercase", to.chrf.lowercase, "chrF: ignore case");
  app.add_flag("--chrf-eps-smoothing", to.chrf.eps_smoothing, "chrF: average F over all orders");
}

void add_ter_options(CLI::App& app, ScoreArguments& to) {
  app.add_flag("--ter-case-sensitive", to.ter.case_sensitive, "TER: do not ignore case");
  app.add_flag("--ter-asian-support", to.ter.asian_support, "TER: treat CJK characters apart");
  app.add_flag("--ter-no-punct", to.ter.no_punct, "TER: remove punctuation");
  app.add_flag("--ter-normalized", to.ter.normalized, "TER: split punctuation off");
}

void add_input_options(CLI::App& app, ScoreArguments& to) {
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
  app.add_flag("--sentence-level", to.sentence_level, "a score for every sentence (-sl)");
  app.add_option("-e,--encoding", to.encoding, "of all text files (default: utf-8)");
  app.add_option("--batch", to.batch,
                 "JSON lines, each a scoring with arguments and texts of its own; - is standard "
                 "input");
}

void add_test_set_options(CLI::App& app, ScoreArguments& to, GivenScoreOptions& given) {
  TestSetArguments& set = to.test_set;
  app.add_option("-t,--test-set", given.test_sets,
                 "a test set that sacreBLEU has downloaded, or several with commas between");
  app.add_option("-l,--language-pair", set.language_pair, "such as en-zh; chooses the tokenizer");
  app.add_option("--origlang", set.origlang,
                 "only sentences first written in this language; non-de: in another one (-ol)");
  app.add_option("--subset", set.subset, "only documents whose domain matches this expression");
  app.add_option("--echo", set.echo, "print these fields of the test set: src, ref, docid, all …");
  app.add_flag("--list", set.list, "print the test sets that are there; with -t their fields");
}

void add_test_options(CLI::App& app, ScoreArguments& to, GivenScoreOptions& given) {
  app.add_flag("--confidence", to.confidence, "95 % bootstrap interval of one system (-ci)");
  app.add_option("--confidence-n", to.confidence_samples, "its resamples (-cin)")->check(kSamples);
  auto* bs = app.add_flag("--paired-bs", given.paired_bs, "paired bootstrap test (-pbs)");
  app.add_flag("--paired-ar", given.paired_ar, "paired approximate randomisation (-par)")
      ->excludes(bs);
  app.add_option("--paired-bs-n", to.bootstrap_samples, "resamples (-pbsn)")->check(kSamples);
  app.add_option("--paired-ar-n", to.randomization_trials, "trials (-parn)")->check(kSamples);
  app.add_option("--paired-ar-confidence-n", to.randomization_resamples,
                 "resamples for intervals beside --paired-ar")
      ->check(kSamples);
  app.add_option("--seed", given.seed, "whole number, or none (default: SACREBLEU_SEED, or 12345)");
  app.add_option("-j,--paired-jobs", given.jobs, "accepted; tests run in one process");
}

void add_report_options(CLI::App& app, ScoreArguments& to, GivenScoreOptions& given) {
  app.add_option("-f,--format", given.format, "json or text; several systems also latex")
      ->check(CLI::IsMember({"json", "text", "latex"}));
  app.add_flag("--short", to.short_signature, "short signature (-sh)");
  app.add_flag("-b,--score-only", to.score_only, "print the score alone");
  app.add_option("-w,--width", to.width, "decimals (default: 1; 4 for learned metrics)")
      ->check(CLI::Range(0, 100));
  app.add_flag("-d,--detail", to.detail,
               "also scores by original language and domain of a test set, else by length of the "
               "reference; implies text");
  app.add_flag("-q,--quiet", given.quiet, "accepted; there is little to silence");
  app.add_flag("--no-color", given.no_color, "no colours (-nc); NO_COLOR does the same");
  app.add_flag("-V,--version", given.version, "print the version that signatures show");
}

}  // namespace

std::vector<std::string> with_long_names(std::span<const std::string> args) {
  std::vector<std::string> out;
  for (const std::string& argument : args) {
    std::string_view name = std::string_view(argument).substr(0, argument.find('='));
    const std::string value = argument.substr(name.size());
    for (const auto& [brief, full] : kShortNames)
      if (name == brief) name = full;
    if (std::find(kDownloads.begin(), kDownloads.end(), name) != kDownloads.end())
      throw_input("score: {} is sacreBLEU's to do; -t reads what it has downloaded", name);
    out.push_back(std::string(name) + value);
  }
  return out;
}

void add_score_options(CLI::App& app, ScoreArguments& to, GivenScoreOptions& given) {
  // As in sacreBLEU, of an option that is given twice the last one counts.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  add_input_options(app, to);
  add_test_set_options(app, to, given);
  add_bleu_options(app, to, given);
  add_chrf_options(app, to);
  add_ter_options(app, to);
  add_comet_options(app, given.comet);
  add_test_options(app, to, given);
  add_report_options(app, to, given);
  add_threads_option(app);
}

}  // namespace dragoman::cli
