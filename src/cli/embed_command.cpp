// `dragoman embed --model DIR < lines > out.jsonl`: texts as vectors.
#include <CLI/CLI.hpp>

#include "base/line_reader.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/jsonl.h"
#include "cli/output.h"
#include "episodes/backend.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Reads lines of text from standard input and writes {\"embedding\": [...]} for each. The model "
    "is an encoder's folder or one of sentence-transformers, whose pooling, length limit and "
    "normalisation are kept.";

constexpr size_t kBatchLines = 16384;

// The next lines at most; empty at the end.
std::vector<std::string> next_lines(LineReader& reader) {
  std::vector<std::string> lines;
  std::string line;
  while (lines.size() < kBatchLines && reader.next(line)) {
    text::require_utf8(line, reader.where());
    lines.push_back(line);
  }
  return lines;
}

void embed_lines(const episodes::EmbedderSource& source) {
  const auto embedder = episodes::backend().make_embedder(source);
  LineReader reader(Path("-"));
  Progress progress("embed", "lines", 0);
  for (;;) {
    const std::vector<std::string> lines = next_lines(reader);
    if (lines.empty()) return;
    for (const std::vector<float>& vector : embedder->embed(lines))
      write_out("{\"embedding\":" + to_line(float_list(vector)) + "}\n");
    flush_out();
    progress.advance(static_cast<int64_t>(lines.size()));
  }
}

int run(std::span<const std::string> args) {
  CLI::App app(kHelp, "embed");
  episodes::EmbedderSource source;
  app.add_option("--model", source.model, "folder of an encoder (BERT, RoBERTa, XLM-R)")
      ->required();
  app.add_option("--dtype", source.dtype, "arithmetic: float32, bfloat16, or auto (float32)")
      ->check(CLI::IsMember({"float32", "bfloat16", "auto"}))
      ->capture_default_str();
  app.add_option("--layer", source.layer, "this layer in place of the last; 0: the embeddings");
  app.add_option("--pooling", source.pooling, "mean, max or cls in place of what the folder says")
      ->check(CLI::IsMember({"mean", "max", "cls"}));
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  embed_lines(source);
  return 0;
}

}  // namespace

Command embed_command() {
  return {"embed", "Turns lines of text into vectors with an encoder.", &run};
}

}  // namespace dragoman::cli
