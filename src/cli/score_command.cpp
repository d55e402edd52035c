// `dragoman score REF… -i HYP…`: corpus and sentence scores, intervals and paired tests.
#include "cli/command.h"
#include "cli/output.h"
#include "cli/score_arguments.h"
#include "cli/score_batch.h"
#include "cli/score_input.h"
#include "cli/score_output.h"
#include "cli/score_results.h"
#include "cli/score_stream.h"
#include "cli/score_test_set.h"

namespace dragoman::cli {
namespace {

// BLEU of text that is already split would not be comparable; a hundred lines are a hint.
void warn_of_tokenized_text(const ScoreArguments& arguments, const ScoreInput& input) {
  for (const System& system : input.systems) {
    TokenizedLines tokenized;
    for (const std::string& line : system.hypotheses) tokenized.add(line);
    tokenized.warn(arguments, system.name);
  }
}

ScoreResults score_files(const ScoreArguments& arguments) {
  const Metrics metrics = make_metrics(arguments);
  if (can_stream(arguments, metrics)) return stream_scores(arguments, metrics);
  const ScoreInput input = read_score_input(arguments);
  warn_of_tokenized_text(arguments, input);
  return score_systems(arguments, input, metrics);
}

int run(std::span<const std::string> args) {
  const auto arguments = parse_score_arguments(args);
  if (!arguments) return 0;
  const TestSetArguments& set = arguments->test_set;
  if (set.list) {
    write_out(list_test_sets(set));
  } else if (!set.echo.empty()) {
    write_out(echo_test_set(set));
  } else if (!arguments->batch.empty()) {
    run_batch(*arguments);
  } else {
    write_out(score_report(score_files(*arguments), *arguments));
  }
  return 0;
}

}  // namespace

Command score_command() {
  return {"score", "Scores translations with sacreBLEU's metrics, options and output.", &run};
}

}  // namespace dragoman::cli
