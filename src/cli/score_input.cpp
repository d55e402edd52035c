#include "cli/score_input.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/line_reader.h"
#include "cli/score_corpus.h"
#include "cli/score_lines.h"
#include "cli/score_test_set.h"
#include "metrics/mentions.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

// Translations by the ids of the entity records; where there is none it is empty.
std::vector<std::string> read_predictions(const std::string& path, const std::string& entities) {
  std::map<std::string, std::string> by_id;
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) {
    const Json record = parse_json(line, reader.where());
    if (!record.is_object() || !record.contains("id") || !record["id"].is_string() ||
        !record.contains("prediction") || !record["prediction"].is_string())
      throw_input("{}: must have an \"id\" and a \"prediction\"", reader.where());
    by_id[record["id"].get<std::string>()] = record["prediction"].get<std::string>();
  }
  std::vector<std::string> texts;
  for (const auto& record : metrics::read_entities(entities)) texts.push_back(by_id[record.id]);
  return texts;
}

// The columns of the first line say how many systems there are.
std::vector<System> systems_of_columns(const std::vector<std::string>& lines) {
  std::vector<System> systems;
  for (const std::string_view field : text::split(lines.front(), '\t'))
    systems.push_back({fmt::format("System {}", systems.size() + 1), {std::string(field)}});
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto fields = text::split(lines[i], '\t');
    if (fields.size() != systems.size())
      throw_input("standard input: line {}: {} tab-separated systems expected, {} found", i + 1,
                  systems.size(), fields.size());
    for (size_t s = 0; s < systems.size(); ++s)
      systems[s].hypotheses.emplace_back(text::strip_right(fields[s]));
  }
  return systems;
}

std::vector<System> read_systems(const ScoreArguments& arguments) {
  const std::string& encoding = arguments.encoding;
  if (arguments.inputs.empty()) return systems_of_columns(read_standard_input(encoding));
  std::vector<System> systems;
  for (const std::string& path : arguments.inputs) {
    const auto same = [&path](const System& system) { return system.name == path; };
    if (std::any_of(systems.begin(), systems.end(), same)) {
      const bool baseline_again =
          arguments.paired != PairedTest::kNone && systems.front().name == path;
      if (baseline_again) continue;
      throw_input("{} is given twice as a system", path);
    }
    const bool predictions = !arguments.entities.empty() && path.ends_with(".jsonl");
    systems.push_back({path, path == "-"   ? read_standard_input(encoding)
                             : predictions ? read_predictions(path, arguments.entities)
                                           : read_lines(path, encoding)});
  }
  return systems;
}

void name_baseline(bool from_files, std::vector<System>& systems) {
  if (from_files) {
    systems.front().name = "Baseline: " + systems.front().name;
    return;
  }
  for (size_t s = 0; s < systems.size(); ++s)
    systems[s].name = s == 0 ? "Baseline" : fmt::format("System {}", s);
}

void check_lengths(const ScoreArguments& arguments, const ScoreInput& input) {
  const size_t expected = input.corpus.size();
  for (const System& system : input.systems) {
    if (system.hypotheses.size() == expected) continue;
    throw_input("{} has {} lines, but {} has {}",
                arguments.inputs.empty() ? "standard input" : system.name, system.hypotheses.size(),
                references_name(arguments), expected);
  }
}

void check_systems(const ScoreArguments& arguments, size_t systems) {
  const bool paired = arguments.paired != PairedTest::kNone;
  if (paired && systems < 2) throw_input("score: a paired test compares two systems or more");
  if (!paired && arguments.confidence && systems > 1)
    throw_input("score: several systems are compared by --paired-bs or --paired-ar");
  if (arguments.sentence_level && systems > 1)
    throw_input("score: --sentence-level takes one system");
}

// The streams under `key`, each with `size` sentences; null stands for no sentence.
std::vector<std::vector<std::optional<std::string>>> streams_of(const Json& texts, const char* key,
                                                                const std::string& where) {
  std::vector<std::vector<std::optional<std::string>>> streams;
  if (!texts.contains(key)) return streams;
  const auto refuse = [&] {
    throw_input("{}: {} must be a list of lists of texts, all of one length", where, key);
  };
  if (!texts[key].is_array()) refuse();
  for (const Json& stream : texts[key]) {
    if (!stream.is_array()) refuse();
    auto& sentences = streams.emplace_back();
    for (const Json& text : stream) {
      if (!text.is_string() && !text.is_null()) refuse();
      sentences.push_back(text.is_null() ? std::nullopt : std::optional(text.get<std::string>()));
    }
    if (sentences.size() != streams.front().size()) refuse();
  }
  return streams;
}

}  // namespace

ScoreInput read_score_input(const ScoreArguments& arguments) {
  ScoreInput input;
  read_score_corpus(arguments, input);
  input.systems = read_systems(arguments);
  check_lengths(arguments, input);
  check_systems(arguments, input.systems.size());
  if (!input.labels.empty()) keep_chosen_sentences(arguments.test_set, input);
  if (arguments.paired != PairedTest::kNone)
    name_baseline(!arguments.inputs.empty(), input.systems);
  return input;
}

ScoreInput read_score_case(const Json& texts, const ScoreArguments& arguments,
                           const std::string& where) {
  ScoreInput input;
  const auto references = streams_of(texts, "references", where);
  if (references.empty() || references.front().empty())
    throw_input("{}: references must be there, with a sentence at least", where);
  const size_t size = references.front().size();
  input.corpus.references.resize(size);
  for (const auto& stream : references)
    for (size_t i = 0; i < size; ++i)
      if (stream[i]) input.corpus.references[i].push_back(*stream[i]);
  Json wrapped;
  wrapped["systems"] = texts.contains("systems")      ? texts["systems"]
                       : texts.contains("hypotheses") ? Json::array({texts["hypotheses"]})
                                                      : Json();
  if (texts.contains("sources")) wrapped["sources"] = Json::array({texts["sources"]});
  for (const auto& stream : streams_of(wrapped, "systems", where)) {
    auto& system = input.systems.emplace_back();
    system.name = fmt::format("System {}", input.systems.size());
    for (const auto& text : stream) system.hypotheses.push_back(text.value_or(""));
  }
  for (const auto& stream : streams_of(wrapped, "sources", where))
    for (const auto& text : stream) input.corpus.sources.push_back(text.value_or(""));
  if (!arguments.target_language.empty())
    input.corpus.target_languages.assign(size, arguments.target_language);
  for (const System& system : input.systems)
    if (system.hypotheses.size() != size)
      throw_input("{}: {} hypotheses, but {} references", where, system.hypotheses.size(), size);
  check_systems(arguments, input.systems.size());
  if (arguments.paired != PairedTest::kNone) name_baseline(false, input.systems);
  return input;
}

}  // namespace dragoman::cli
