// `dragoman items ACTION`: questions on their way into another language. `protect` takes out what
// no translator may touch, `check` says which translations kept the question, `audit` how far an
// audit may be trusted. Who translates, there and back, and who solves is up to the pipe.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/jsonl.h"
#include "cli/output.h"
#include "items/acceptance.h"
#include "items/fidelity.h"
#include "transducers/catalog.h"

namespace dragoman::cli {
namespace {

constexpr int64_t kRowsAtATime = 256;

struct ItemsOptions {
  std::string action;
  std::vector<int64_t> counts;
  std::string language;
  std::string transducer;
  int64_t seed = 1;
  bool all = false;
  items::AcceptanceConfig acceptance;
};

std::string text_member(const JsonLine& line, const char* key) {
  if (!line.row.is_object() || !line.row.contains(key))
    throw_input("{}: \"{}\" is missing", line.where, key);
  const Json& value = line.row.at(key);
  if (value.is_number()) return value.dump();
  if (!value.is_string()) throw_input("{}: \"{}\" must be a text", line.where, key);
  return value.get<std::string>();
}

std::vector<std::string> texts_member(const JsonLine& line, const char* key) {
  std::vector<std::string> texts;
  if (!line.row.is_object() || !line.row.contains(key)) return texts;
  for (const Json& value : line.row.at(key)) {
    if (!value.is_string()) throw_input("{}: \"{}\" must be a list of texts", line.where, key);
    texts.push_back(value.get<std::string>());
  }
  return texts;
}

items::Item item_of(const JsonLine& line) {
  return items::parse_item(text_member(line, "question"), text_member(line, "answer"), line.where);
}

template <class Visit>
void for_each_row(Visit&& visit) {
  LineReader lines(Path("-"));
  while (true) {
    const auto rows = read_json_lines(lines, kRowsAtATime);
    if (rows.empty()) return;
    for (const JsonLine& row : rows) visit(row);
  }
}

void protect() {
  for_each_row([](const JsonLine& line) {
    const items::Item item = item_of(line);
    const auto protection = items::protect(items::text_of(item), texts_member(line, "spans"));
    Json row = line.row;
    row["options"] = item.options;
    row["answer"] = item.answer;
    row["answer_type"] = items::name_of(item.type);
    row["protected"] = protection.text;
    row["originals"] = protection.originals;
    write_out(to_line(row) + "\n");
  });
}

// The language asked for: a transducer's own, or one that the detector knows.
items::InLanguage language_of(const ItemsOptions& options) {
  if (options.transducer.empty() == options.language.empty())
    throw_input("items check: give --language CODE or --transducer NAME, one of them");
  if (options.transducer.empty()) return items::detected(options.language);
  const std::shared_ptr<const transducers::Transducer> transducer =
      transducers::from_settings(options.transducer, {fmt::format("--seed={}", options.seed)});
  return [transducer](std::string_view text) { return transducer->recognized(text) >= 0.9; };
}

void check(const ItemsOptions& options) {
  const items::InLanguage language = language_of(options);
  items::Tally tally;
  for_each_row([&](const JsonLine& line) {
    const items::Candidate candidate{
        item_of(line),
        {text_member(line, "protected"), texts_member(line, "originals")},
        text_member(line, "translation"),
        text_member(line, "back_translation")};
    items::Solver solver;
    if (line.row.contains("solved"))
      solver = [solved = text_member(line, "solved")](const items::Item&) { return solved; };
    const auto refusal = items::Acceptance(options.acceptance, language, solver).judge(candidate);
    tally.count(refusal);
    if (refusal && !options.all) return;
    Json row = line.row;
    row["translated"] = items::restore(candidate.translation, candidate.source.originals);
    if (options.all) row["refusal"] = refusal ? Json(items::name_of(*refusal)) : Json(nullptr);
    write_out(to_line(row) + "\n");
  });
  fmt::print(stderr, "{}\n", tally.text());
}

void audit(const ItemsOptions& options) {
  if (options.counts.size() != 2)
    throw_input("items audit: give two numbers: the items found equivalent, and all audited");
  const items::Share share = items::fidelity(options.counts[0], options.counts[1]);
  print_out("fidelity {:.2f} %, between {:.2f} and {:.2f} % (95 %, Clopper-Pearson)\n",
            100 * share.value, 100 * share.low, 100 * share.high);
}

void declare(CLI::App& app, ItemsOptions& options) {
  app.add_option("action", options.action, "protect, check or audit")
      ->required()
      ->check(CLI::IsMember({"protect", "check", "audit"}));
  app.add_option("counts", options.counts, "of audit: the items found equivalent, all audited");
  app.add_option("--language", options.language, "of check: the translations' language, a code");
  app.add_option("--transducer", options.transducer, "of check: the transducer that translated");
  app.add_option("--seed", options.seed, "of check: the transducer's")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--all", options.all, "of check: refused rows too, with the reason as \"refusal\"");
  app.add_option("--min_length_ratio", options.acceptance.min_length_ratio,
                 "of check: shortest translation, in characters of its source")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--max_length_ratio", options.acceptance.max_length_ratio,
                 "of check: longest translation")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--min_chrf", options.acceptance.min_chrf,
                 "of check: chrF of the way there and back")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--names", options.acceptance.names, "of check: whether names must come back");
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Keeps the answers of translated questions right. Reads and writes JSON lines.\n"
      "protect: {\"question\", \"answer\"} and perhaps \"spans\" in; adds \"protected\", the text "
      "to "
      "translate with <<1>>, <<2>>, ... for what must survive, and \"originals\".\n"
      "check: these rows with \"translation\" and \"back_translation\" of \"protected\", and "
      "perhaps "
      "\"solved\", a solver's answer to what came back; writes those that are accepted with "
      "\"translated\", and says on stderr why others are not.\n"
      "audit 492 500: the share, with its exact interval.",
      "items");
  ItemsOptions options;
  declare(app, options);
  if (!parse_arguments(app, args)) return 0;
  if (options.action == "protect") protect();
  if (options.action == "check") check(options);
  if (options.action == "audit") audit(options);
  return 0;
}

}  // namespace

Command items_command() {
  return {"items", "Protects questions for translation and checks what became of them.", &run};
}

}  // namespace dragoman::cli
