// `dragoman score REF… -i HYP…`: corpus and sentence scores, intervals and paired tests.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/error.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/score_arguments.h"
#include "cli/score_input.h"
#include "cli/score_output.h"

namespace dragoman::cli {
namespace {

using metrics::Metric;
using metrics::Statistics;

// Scores its systems with one metric.
class Scorer {
 public:
  Scorer(const ScoreArguments& arguments, const ScoreInput& input, const Metric& metric)
      : arguments_(arguments), input_(input), metric_(metric) {
    std::vector<std::vector<std::string>> systems;
    for (const System& system : input.systems) systems.push_back(system.hypotheses);
    tables_ = metrics::corpus_statistics(metric, systems, input.corpus);
    evaluation_.references = input.corpus.reference_count();
  }

  ScoreLine sentence(size_t i) const {
    const auto row = tables_.front().row(i);
    return {metric_.info().name, metric_.score(row), std::nullopt, metric_.details(row),
            signature()};
  }

  ScoreLine corpus(uint64_t seed) {
    const auto sums = tables_.front().sums();
    ScoreLine line = {metric_.info().name, metric_.score(sums), std::nullopt,
                      metric_.details(sums)};
    if (arguments_.confidence && arguments_.confidence_samples > 1) {
      evaluation_.bootstrap_samples = arguments_.confidence_samples;
      evaluation_.seed = arguments_.seed_text;
      line.interval = metrics::confidence_interval(
          metric_, tables_.front(), {.samples = arguments_.confidence_samples, .seed = seed});
    }
    line.signature = signature();
    return line;
  }

  ScoreColumn systems(uint64_t seed) {
    if (arguments_.paired == PairedTest::kBootstrap)
      evaluation_.bootstrap_samples = arguments_.bootstrap_samples;
    if (arguments_.paired == PairedTest::kRandomization)
      evaluation_.randomization_trials = arguments_.randomization_trials;
    if (arguments_.paired != PairedTest::kNone) evaluation_.seed = arguments_.seed_text;
    ScoreColumn column = {metric_.info().name, signature(), {}};
    for (size_t s = 0; s < tables_.size(); ++s) column.results.push_back(result(s, seed));
    return column;
  }

  std::vector<metrics::BucketScore> by_length() const {
    const auto lengths = metrics::segment_lengths(input_.corpus, metrics::LengthSide::kReference);
    return metrics::breakdown(metric_, tables_.front(),
                              metrics::length_buckets(lengths, metrics::usual_edges()));
  }

 private:
  metrics::PairedResult result(size_t s, uint64_t seed) const {
    const metrics::Resampling bootstrap = {arguments_.bootstrap_samples, seed};
    const bool is_bootstrap = arguments_.paired == PairedTest::kBootstrap;
    if (arguments_.paired == PairedTest::kNone || s == 0) {
      metrics::PairedResult plain{metric_.score(tables_[s].sums()), 1.0, std::nullopt};
      if (is_bootstrap) plain.interval = metrics::paired_interval(metric_, tables_[s], bootstrap);
      return plain;
    }
    if (is_bootstrap) return metrics::paired_bootstrap(metric_, tables_[0], tables_[s], bootstrap);
    return metrics::paired_randomization(metric_, tables_[0], tables_[s],
                                         {arguments_.randomization_trials, seed});
  }

  std::vector<metrics::SignatureField> signature() const {
    return metrics::signature_fields(evaluation_, metric_.info().signature);
  }

  const ScoreArguments& arguments_;
  const ScoreInput& input_;
  const Metric& metric_;
  std::vector<Statistics> tables_;
  metrics::Evaluation evaluation_;
};

// BLEU of text that is already split would not be comparable; a hundred lines are a hint.
void warn_of_tokenized_text(const ScoreInput& input) {
  constexpr int64_t kManyLines = 100;
  for (const System& system : input.systems) {
    const auto split = std::count_if(system.hypotheses.begin(), system.hypotheses.end(),
                                     [](const std::string& line) { return line.ends_with(" ."); });
    if (split >= kManyLines)
      fmt::print(stderr,
                 "dragoman: {}: {} lines end in \" .\"; BLEU wants detokenized text (--force "
                 "silences this)\n",
                 system.name, split);
  }
}

void print_sentences(const ScoreArguments& arguments, const ScoreInput& input,
                     const Metric& metric) {
  const Scorer scorer(arguments, input, metric);
  for (size_t i = 0; i < input.corpus.size(); ++i)
    print_out("{}\n", text_of(scorer.sentence(i), arguments));
}

void print_single(const ScoreArguments& arguments, const ScoreInput& input,
                  const std::vector<std::unique_ptr<Metric>>& metrics, uint64_t seed) {
  std::vector<ScoreLine> lines;
  std::string details;
  for (const auto& metric : metrics) {
    Scorer scorer(arguments, input, *metric);
    lines.push_back(scorer.corpus(seed));
    if (arguments.detail)
      details += breakdown_report(metric->info().name, scorer.by_length(), arguments);
  }
  write_out(single_report(lines, arguments) + details);
}

void print_systems(const ScoreArguments& arguments, const ScoreInput& input,
                   const std::vector<std::unique_ptr<Metric>>& metrics, uint64_t seed) {
  std::vector<std::string> names;
  for (const System& system : input.systems) names.push_back(system.name);
  std::vector<ScoreColumn> columns;
  for (const auto& metric : metrics)
    columns.push_back(Scorer(arguments, input, *metric).systems(seed));
  write_out(systems_report(names, columns, arguments));
}

int run(std::span<const std::string> args) {
  auto arguments = parse_score_arguments(args);
  if (!arguments) return 0;
  const bool paired = arguments->paired != PairedTest::kNone;
  // Paired tests report metrics in the order of -m, all else by name.
  if (!paired) std::sort(arguments->metrics.begin(), arguments->metrics.end());
  const auto metrics = make_metrics(*arguments);
  const ScoreInput input = read_score_input(*arguments);
  if (!arguments->force) {
    const auto& names = arguments->metrics;
    if (std::find(names.begin(), names.end(), "bleu") != names.end()) warn_of_tokenized_text(input);
  }
  const uint64_t seed = arguments->seed ? *arguments->seed : std::random_device()();
  if (arguments->sentence_level) {
    print_sentences(*arguments, input, *metrics.front());
  } else if (input.systems.size() == 1) {
    print_single(*arguments, input, metrics, seed);
  } else {
    print_systems(*arguments, input, metrics, seed);
  }
  return 0;
}

}  // namespace

Command score_command() {
  return {"score", "Scores translations with sacreBLEU's metrics, options and output.", &run};
}

}  // namespace dragoman::cli
