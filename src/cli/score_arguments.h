// The command line of `dragoman score`: sacreBLEU's options under sacreBLEU's names.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/metric_options.h"
#include "metrics/bleu.h"
#include "metrics/chrf.h"
#include "metrics/metric.h"
#include "metrics/ter.h"

namespace dragoman::cli {

enum class PairedTest { kNone, kBootstrap, kRandomization };
enum class ScoreFormat { kJson, kText, kLatex };

// A test set of sacreBLEU's cache instead of reference files.
struct TestSetArguments {
  std::vector<std::string> names;  // several are put end to end; none: reference files
  std::string language_pair;       // also chooses BLEU's tokenizer
  std::optional<std::string> origlang;
  std::optional<std::string> subset;
  std::vector<std::string> echo;  // fields to print instead of scoring
  bool list = false;              // print what is there instead of scoring
};

struct ScoreArguments {
  std::vector<std::string> references;
  std::vector<std::string> inputs;  // none: standard input
  // Files; "" when none was given.
  std::string source;
  std::string entities;
  std::string terms;
  std::string documents;
  std::string target_language;  // of the language pair; "" when none was given
  std::string encoding = "utf-8";
  TestSetArguments test_set;
  std::string batch;  // file of cases, each with arguments of its own
  std::vector<std::string> metrics = {"bleu"};
  int64_t num_refs = 1;
  bool sentence_level = false;

  metrics::BleuConfig bleu;
  metrics::ChrfConfig chrf;
  metrics::TerConfig ter;
  MetricOptions options;  // of all other metrics
  bool force = false;     // no warning about text that looks tokenized

  bool confidence = false;
  int64_t confidence_samples = 1000;
  PairedTest paired = PairedTest::kNone;
  int64_t bootstrap_samples = 1000;
  int64_t randomization_trials = 10000;
  int64_t randomization_resamples = 0;  // for intervals beside --paired-ar; 0: none
  std::optional<uint64_t> seed;         // nullopt: drawn from the system's entropy
  std::string seed_text;                // as it was given

  ScoreFormat format = ScoreFormat::kJson;
  bool short_signature = false;
  bool score_only = false;
  bool detail = false;
  std::optional<int> width;  // decimals; nullopt: as many as the metric shows
};

// nullopt: --help was printed. What contradicts itself is the user's error.
std::optional<ScoreArguments> parse_score_arguments(std::span<const std::string> args);

// The metrics, each once: by name, but for a paired test in the order of -m.
std::vector<std::unique_ptr<metrics::Metric>> make_metrics(const ScoreArguments& arguments);

}  // namespace dragoman::cli
