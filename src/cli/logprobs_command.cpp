// `dragoman logprobs --model DIR < in.jsonl > out.jsonl`: what a model thinks of texts.
#include <CLI/CLI.hpp>

#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/jsonl.h"
#include "cli/model_arguments.h"
#include "cli/model_text.h"
#include "cli/output.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Reads {\"text\": \"...\"} or {\"input_ids\": [...]} as JSON lines from standard input and "
    "writes every line again with input_ids and logprobs: the natural logarithm of each token's "
    "probability given all before it; the first is null.";

void score_lines(const ModelArguments& arguments, int64_t batch_size) {
  const auto generator = open_generator(arguments);
  const ModelText text(arguments.text_folder());
  LineReader input("-");
  Progress progress("logprobs", "lines", 0);
  for (;;) {
    std::vector<JsonLine> lines = read_json_lines(input, batch_size);
    if (lines.empty()) return;
    std::vector<std::vector<TokenId>> sequences;
    for (const JsonLine& line : lines) {
      sequences.push_back(text.sequence_ids(line.row, line.where));
      check_ids(sequences.back(), 0, *generator, line.where);
    }
    const auto logprobs = generator->logprobs(sequences);
    for (size_t i = 0; i < lines.size(); ++i) {
      lines[i].row["input_ids"] = sequences[i];
      lines[i].row["logprobs"] = float_list(logprobs[i]);
      write_out(to_line(lines[i].row) + "\n");
    }
    flush_out();
    progress.advance(static_cast<int64_t>(lines.size()));
  }
}

int run(std::span<const std::string> args) {
  constexpr int64_t kMost = int64_t{1} << 31;
  CLI::App app(kHelp, "logprobs");
  ModelArguments arguments;
  int64_t batch_size = 256;
  add_model_options(app, arguments);
  app.add_option("--batch_size", batch_size, "lines read and scored together")
      ->check(CLI::Range(int64_t{1}, kMost))
      ->capture_default_str();
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  score_lines(arguments, batch_size);
  return 0;
}

}  // namespace

Command logprobs_command() {
  return {"logprobs", "Scores texts: JSON lines in, the logprob of every token out.", &run};
}

}  // namespace dragoman::cli
