// `dragoman translate --model DIR --from en --to de < in > out`: line by line, order kept.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/comet_options.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/translator.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Translates standard input line by line through the checkpoint's chat template; line n of the "
    "output belongs to line n of the input, and an empty line stays empty. With "
    "--num_return_sequences above 1 a line holds that many translations, separated by tabs, or "
    "with --rerank the best of them. Tabs and line ends inside a translation become spaces.\n"
    "A checkpoint in a run folder is asked as its run asked; any other in plain words. "
    "--task.KEY=VALUE changes that, as in --task.prompt_template={source}; `dragoman explain "
    "task.translation` names the keys.\n"
    "The likeliest token is taken unless --temperature is given; other settings that are not given "
    "come from the checkpoint's generation_config.json.";

struct Arguments {
  TranslationArguments translation;
  CometFolders comet;
};

void add_options(CLI::App& app, Arguments& arguments) {
  TranslationArguments& translation = arguments.translation;
  translation.decoding.given["temperature"] = {"0"};
  add_model_options(app, translation.model);
  app.add_option("--from", translation.from, "language of the input, as in \"en\"")->required();
  app.add_option("--to", translation.to, "language of the output")->required();
  add_decoding_options(app, translation.decoding);
  add_beam_options(app, translation.beams);
  app.add_option("--rerank", translation.rerank,
                 "which of --num_return_sequences to give: mbr:METRIC, the one most like all "
                 "others; mbr_aggregate:METRIC, nearly the same in time linear in their number; "
                 "or a METRIC that needs no reference. Its options: --METRIC.OPTION=VALUE");
  add_comet_options(app, arguments.comet);
  app.add_flag("--split_sentences", translation.split_sentences,
               "translate every sentence of a line by itself");
  app.add_option("--context", translation.context,
                 "show the model this many lines before the line, with their translations, as "
                 "earlier turns; an empty line ends a document")
      ->check(CLI::Range(int64_t{0}, int64_t{1000}))
      ->capture_default_str();
  add_threads_option(app);
}

// --task.KEY=VALUE belong to the task, --METRIC.OPTION=VALUE to the reranker.
MetricOptions divide(std::vector<std::string> overrides, TranslationArguments& arguments) {
  const auto metrics =
      std::stable_partition(overrides.begin(), overrides.end(), [](const std::string& override) {
        return override.starts_with("--task.") || override.find('.') == override.npos;
      });
  arguments.task_options.assign(overrides.begin(), metrics);
  std::vector<std::string> rest(metrics, overrides.end());
  return MetricOptions(rest);
}

void check_rerank(const TranslationArguments& arguments) {
  if (arguments.rerank.empty()) return;
  if (arguments.decoding.num_return_sequences < 2)
    throw_input("--rerank chooses among several translations: --num_return_sequences 16");
  const bool greedy =
      sampling_settings(arguments.decoding, arguments.model.folder).temperature == 0.0;
  if (greedy && arguments.beams.num_beams == 1)
    throw_input("--rerank needs translations that differ: --temperature 1, or --beam");
}

void translate(Translator& translator, int64_t batch_size) {
  LineReader input("-");
  Progress progress("translate", "lines", 0);
  for (bool more = true; more;) {
    std::vector<SourceLine> lines;
    std::string line;
    while (static_cast<int64_t>(lines.size()) < batch_size && (more = input.next(line)))
      lines.push_back({std::string(text::strip(line)), input.where()});
    translator.translate(lines, [&](const std::string& translation) {
      write_out(translation + "\n");
      flush_out();
      progress.advance();
    });
  }
}

int run(std::span<const std::string> args) {
  CLI::App app(kHelp, "translate");
  Arguments arguments;
  std::vector<std::string> overrides;
  add_options(app, arguments);
  if (!parse_arguments(app, args, overrides)) return 0;
  MetricOptions metrics = divide(std::move(overrides), arguments.translation);
  apply_comet_folders(arguments.comet, metrics);
  check_rerank(arguments.translation);
  Translator translator(arguments.translation, metrics);
  fmt::print(stderr, "translate: asked as {} says\n", translator.origin());
  if (translator.leaves_tools())
    fmt::print(stderr, "translate: the run's tools are not used; a call is part of the answer\n");
  translate(translator, arguments.translation.decoding.batch_size);
  return 0;
}

}  // namespace

Command translate_command() {
  return {"translate", "Translates standard input line by line.", &run};
}

}  // namespace dragoman::cli
