// `dragoman embed --model DIR < lines > out.jsonl`: texts as vectors.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/jsonl.h"
#include "cli/output.h"
#include "corpus/json_row.h"
#include "episodes/backend.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Reads lines of text from standard input, or the texts of --rows, and writes {\"embedding\": "
    "[...]} for each, which dragoman cluster reads. The model is an encoder's folder or one of "
    "sentence-transformers, whose pooling, length limit and normalisation are kept.";

constexpr size_t kBatchLines = 16384;

// Where texts come from: lines as they are, or a file of JSON lines.
struct TextSource {
  Path rows;          // empty: lines of standard input
  std::string field;  // key of a row's text; "": the usual ones
};

// The next texts at most; empty at the end.
std::vector<std::string> next_texts(LineReader& reader, const TextSource& texts) {
  std::vector<std::string> found;
  if (!texts.rows.empty()) {
    for (const JsonLine& line : read_json_lines(reader, kBatchLines)) {
      if (!line.row.is_object()) throw_input("{}: a row must be a JSON object", line.where);
      found.push_back(corpus::text_of(line.row, texts.field, line.where));
    }
    return found;
  }
  std::string line;
  while (found.size() < kBatchLines && reader.next(line)) {
    text::require_utf8(line, reader.where());
    found.push_back(line);
  }
  return found;
}

void embed_texts(const episodes::EmbedderSource& source, const TextSource& from) {
  const auto embedder = episodes::backend().make_embedder(source);
  LineReader reader(from.rows.empty() ? Path("-") : from.rows);
  Progress progress("embed", "texts", 0);
  for (;;) {
    const std::vector<std::string> texts = next_texts(reader, from);
    if (texts.empty()) return;
    for (const std::vector<float>& vector : embedder->embed(texts))
      write_out("{\"embedding\":" + to_line(float_list(vector)) + "}\n");
    flush_out();
    progress.advance(static_cast<int64_t>(texts.size()));
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
  TextSource texts;
  app.add_option("--rows", texts.rows, "file of JSON lines; the text of each is embedded");
  app.add_option("--field", texts.field, "of --rows: key of the text; without it the usual ones");
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  if (!texts.field.empty() && texts.rows.empty()) throw_input("embed: --field needs --rows FILE");
  embed_texts(source, texts);
  return 0;
}

}  // namespace

Command embed_command() {
  return {"embed", "Turns lines of text into vectors with an encoder.", &run};
}

}  // namespace dragoman::cli
