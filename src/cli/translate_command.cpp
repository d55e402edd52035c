// `dragoman translate --model DIR --from en --to de < in > out`: line by line, order kept.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/model_arguments.h"
#include "cli/model_task.h"
#include "cli/model_text.h"
#include "cli/output.h"
#include "text/language.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Translates standard input line by line through the checkpoint's chat template; line n of the "
    "output belongs to line n of the input, and an empty line stays empty. With "
    "--num_return_sequences above 1 a line holds that many translations, separated by tabs. Tabs "
    "and line ends inside a translation become spaces.\n"
    "A checkpoint in a run folder is asked as its run asked; any other in plain words. "
    "--task.KEY=VALUE changes that, as in --task.prompt_template={source}; `dragoman explain "
    "task.translation` names the keys.\n"
    "The likeliest token is taken unless --temperature is given; other settings that are not given "
    "come from the checkpoint's generation_config.json.";

struct Arguments {
  ModelArguments model;
  DecodingArguments decoding;
  std::string from;
  std::string to;
  std::vector<std::string> overrides;
};

struct SourceLine {
  std::string text;
  std::string where;
};

std::vector<SourceLine> read_lines(LineReader& lines, int64_t count) {
  std::vector<SourceLine> read;
  std::string line;
  while (static_cast<int64_t>(read.size()) < count && lines.next(line))
    read.push_back({std::string(text::strip(line)), lines.where()});
  return read;
}

std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return std::string(text::strip(text));
}

class Translation {
 public:
  explicit Translation(const Arguments& arguments)
      : arguments_(arguments),
        settings_(sampling_settings(arguments.decoding, arguments.model.folder)),
        task_(find_task(arguments.model.trained_folder(), arguments.overrides)),
        generator_(open_generator(arguments.model)),
        text_(arguments.model.text_folder()) {
    text_.require_tokenizer();
    row_.source_language = text::normalize_language(arguments.from);
    row_.target_language = text::normalize_language(arguments.to);
    fmt::print(stderr, "translate: asked as {} says\n", task_.origin);
  }

  void run() {
    LineReader input("-");
    Progress progress("translate", "lines", 0);
    for (;;) {
      const std::vector<SourceLine> lines = read_lines(input, arguments_.decoding.batch_size);
      if (lines.empty()) return;
      for (const std::string& line : translate(lines)) write_out(line + "\n");
      flush_out();
      progress.advance(static_cast<int64_t>(lines.size()));
    }
  }

 private:
  std::vector<std::string> translate(const std::vector<SourceLine>& lines) {
    const Rng seed = Rng(arguments_.decoding.seed).derive("translate");
    std::vector<episodes::GenerationRequest> requests;
    std::vector<size_t> asked;  // which lines
    for (size_t i = 0; i < lines.size(); ++i, ++next_) {
      if (lines[i].text.empty()) continue;
      asked.push_back(i);
      requests.push_back(
          {prompt(lines[i]), arguments_.decoding.num_return_sequences, seed.derive("line", next_)});
      check_ids(requests.back().prompt, 1, *generator_, lines[i].where);
    }
    const auto completions = generator_->generate(requests, settings_);
    std::vector<std::string> translations(lines.size());
    for (size_t i = 0; i < asked.size(); ++i)
      translations[asked[i]] = joined(lines[asked[i]], completions[i]);
    return translations;
  }

  std::vector<TokenId> prompt(const SourceLine& line) {
    row_.source = line.text;
    return text_.message_ids(task_.task->ask(row_), line.where);
  }

  std::string joined(const SourceLine& source,
                     const std::vector<episodes::Completion>& completions) {
    row_.source = source.text;
    std::string line;
    for (const episodes::Completion& completion : completions) {
      if (&completion != &completions.front()) line += '\t';
      const std::string reply = text_.decode(completion.tokens).value_or("");
      line += on_one_line(task_.task->extract(row_, reply));
    }
    return line;
  }

  const Arguments& arguments_;
  episodes::SamplingSettings settings_;
  ModelTask task_;
  std::unique_ptr<episodes::Generator> generator_;
  ModelText text_;
  data::Row row_;     // the line that is asked about
  int64_t next_ = 0;  // line of the input
};

int run(std::span<const std::string> args) {
  CLI::App app(kHelp, "translate");
  Arguments arguments;
  arguments.decoding.temperature = 0.0;
  add_model_options(app, arguments.model);
  app.add_option("--from", arguments.from, "language of the input, as in \"en\"")->required();
  app.add_option("--to", arguments.to, "language of the output")->required();
  add_decoding_options(app, arguments.decoding);
  add_threads_option(app);
  if (!parse_arguments(app, args, arguments.overrides)) return 0;
  Translation(arguments).run();
  return 0;
}

}  // namespace

Command translate_command() {
  return {"translate", "Translates standard input line by line.", &run};
}

}  // namespace dragoman::cli
