// `dragoman transduce NAME`: English lines into a language that nobody has seen, and back.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/line_batches.h"
#include "transducers/catalog.h"
#include "transducers/word_errors.h"

namespace dragoman::cli {
namespace {

struct TransduceOptions {
  std::string name;
  int64_t seed = 1;
  bool decode = false;
  double word_error_rate = 0;
};

int run(std::span<const std::string> args) {
  CLI::App app(
      "Reads English line by line and writes it in an invented language; with --decode the other "
      "way. Nothing is lost: decoding gives every line back, letter by letter. The same seed is "
      "the same language. `code`, <<1>>, addresses, formulas and single letters stay as they are.\n"
      "  dragoman transduce s1 --seed 7 < questions.txt > questions.s1\n"
      "  dragoman transduce s1 --seed 7 --decode < questions.s1",
      "transduce");
  TransduceOptions options;
  std::vector<std::string> overrides;
  app.add_option("name", options.name, "which language (see `dragoman list transducers`)")
      ->required();
  app.add_option("--seed", options.seed, "what the language is drawn from")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--decode", options.decode, "from the invented language into English");
  app.add_option("--word_error_rate", options.word_error_rate,
                 "with --decode: share of the content words that come back wrong; the same lines "
                 "have the same errors")
      ->check(CLI::Range(0.0, 1.0));
  add_threads_option(app);
  if (!parse_arguments(app, args, overrides)) return 0;
  if (options.word_error_rate != 0 && !options.decode)
    throw_input("--word_error_rate goes with --decode: encoding makes no errors");

  overrides.push_back(fmt::format("--seed={}", options.seed));
  const auto transducer = transducers::from_settings(options.name, overrides);
  transform_lines([&](std::string_view line, const std::string&) {
    if (!options.decode) return transducer->encode(line);
    return transducers::with_word_errors(transducer->decode(line), options.word_error_rate,
                                         static_cast<uint64_t>(options.seed));
  });
  return 0;
}

}  // namespace

Command transduce_command() {
  return {"transduce", "Rewrites English in a language nobody has seen, and back.", &run};
}

}  // namespace dragoman::cli
