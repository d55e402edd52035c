// `dragoman tokenizer train`: a byte-level BPE tokenizer from text files.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "templates/chat_template.h"
#include "text/bpe_trainer.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

constexpr size_t kBatchBytes = size_t{8} << 20;

// Makes one command-line option of each field of a configuration.
struct FieldOptions {
  CLI::App& app;

  template <class T, class... Constraints>
  void operator()(const char* name, T& field, const char* help, const Constraints&... constraints) {
    const config::Rules rules = config::rules_of(constraints...);
    CLI::Option* option = app.add_option(std::string("--") + name, field, help);
    if constexpr (!std::is_same_v<T, std::optional<int64_t>>) option->capture_default_str();
    if constexpr (config::kIsVector<T>) option->allow_extra_args(false);
    option->check([rules](const std::string& value) { return complaint(rules, value); }, "");
  }

  // "" where the value keeps the rules.
  static std::string complaint(const config::Rules& rules, const std::string& value) {
    bool kept = rules.names.empty() ||
                std::find(rules.names.begin(), rules.names.end(), value) != rules.names.end();
    if (rules.range) {
      double number = 0.0;
      kept = CLI::detail::lexical_cast(value, number) && rules.range->contains(number);
    }
    return kept ? "" : value + " must be " + rules.text();
  }
};

class Corpus {
 public:
  explicit Corpus(text::BpeTrainer& trainer) : trainer_(trainer), progress_("read", "lines", 0) {}

  // Every tab-separated column of every line is a text of its own.
  void read(const std::string& file) {
    LineReader reader{Path(file)};
    std::string line;
    while (reader.next(line)) {
      text::require_utf8(line, reader.where());
      for (const std::string_view column : text::split(line, '\t'))
        if (!column.empty()) texts_.emplace_back(column);
      bytes_ += line.size();
      ++lines_;
      progress_.advance();
      if (bytes_ >= kBatchBytes) flush();
    }
  }

  void flush() {
    trainer_.add(texts_);
    texts_.clear();
    bytes_ = 0;
  }

  int64_t lines() const { return lines_; }

 private:
  text::BpeTrainer& trainer_;
  Progress progress_;
  std::vector<std::string> texts_;
  size_t bytes_ = 0;
  int64_t lines_ = 0;
};

int64_t read_corpus(text::BpeTrainer& trainer, const std::vector<std::string>& files) {
  Corpus corpus(trainer);
  for (const std::string& file : files) corpus.read(file);
  corpus.flush();
  return corpus.lines();
}

text::Tokenizer learn(const text::BpeTrainer& trainer, int64_t vocab_size) {
  Progress progress("merge", "tokens", vocab_size);
  return trainer.train([&] { progress.advance(); });
}

int train(std::span<const std::string> args) {
  CLI::App app(
      "Trains a byte-level BPE tokenizer on text files (plain, .gz or .zst; every tab-separated "
      "column is text) and writes a folder that Hugging Face libraries load.",
      "tokenizer train");
  text::BpeTrainerConfig config;
  std::vector<std::string> files;
  std::string output;
  FieldOptions options{app};
  config.fields(options);
  app.add_option("--output", output, "folder to write")->required();
  app.add_option("files", files, "text files; - is standard input")->required();
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;

  text::BpeTrainer trainer(config);
  const int64_t lines = read_corpus(trainer, files);
  if (trainer.words() == 0) throw_input("{}: no text to train on", files.front());
  const text::Tokenizer tokenizer = learn(trainer, config.vocab_size);
  if (tokenizer.vocabulary_size() < config.vocab_size)
    fmt::print(stderr, "the text gives {} tokens, fewer than the {} asked for\n",
               tokenizer.vocabulary_size(), config.vocab_size);
  tokenizer.save(output);
  if (text::has_chat_tokens(config.special_tokens)) templates::ChatTemplate().save(output);
  print_out("{}: {} tokens from {} lines, {} words\n", output, tokenizer.vocabulary_size(), lines,
            trainer.words());
  return 0;
}

int run(std::span<const std::string> args) {
  if (!args.empty() && args[0] == "train") return train(args.subspan(1));
  if (!args.empty() && (args[0] == "--help" || args[0] == "-h")) {
    write_out(
        "Usage: dragoman tokenizer train --output DIR [options] FILE…\n\nTrains a tokenizer on "
        "text files; "
        "`dragoman tokenizer train --help` shows the options.\n");
    return 0;
  }
  throw_input("usage: dragoman tokenizer train --output DIR [options] FILE…");
}

}  // namespace

Command tokenizer_command() {
  return {"tokenizer", "Trains a tokenizer on text files (tokenizer train).", &run};
}

}  // namespace dragoman::cli
