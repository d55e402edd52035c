#include "cli/score_input.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "metrics/mentions.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

std::vector<std::string> read_lines(const std::string& path) {
  LineReader reader(path);
  std::vector<std::string> lines;
  std::string line;
  while (reader.next(line)) {
    text::require_utf8(line, reader.where());
    lines.emplace_back(text::strip_right(line));
  }
  if (lines.empty()) throw_input("{} is empty", path == "-" ? "standard input" : path);
  return lines;
}

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

// Standard input, where a carriage return ends a line too and no line at all is one empty line.
std::vector<std::string> read_standard_input() {
  LineReader reader("-");
  std::vector<std::string> lines;
  std::string line;
  while (reader.next(line)) {
    text::require_utf8(line, reader.where());
    if (line.ends_with('\r')) line.pop_back();
    for (const std::string_view part : text::split(line, '\r'))
      lines.emplace_back(text::strip_right(part));
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

// `line` split at its first tabs into at most `most` fields.
std::vector<std::string> split_fields(std::string_view line, size_t most) {
  std::vector<std::string> fields;
  while (fields.size() + 1 < most && line.find('\t') != std::string_view::npos) {
    fields.emplace_back(line.substr(0, line.find('\t')));
    line.remove_prefix(line.find('\t') + 1);
  }
  fields.emplace_back(line);
  return fields;
}

// References by sentence; every file, or every column, is one stream.
std::vector<std::vector<std::string>> read_references(const ScoreArguments& arguments) {
  std::vector<std::vector<std::string>> references;
  const std::string& first = arguments.references.front();
  for (const std::string& path : arguments.references) {
    const auto lines = read_lines(path);
    if (path == first) references.resize(lines.size());
    if (lines.size() != references.size())
      throw_input("{} has {} lines, but {} has {}", path, lines.size(), first, references.size());
    for (size_t i = 0; i < lines.size(); ++i) {
      if (arguments.num_refs == 1) {
        references[i].push_back(lines[i]);
        continue;
      }
      references[i] = split_fields(lines[i], static_cast<size_t>(arguments.num_refs));
      if (static_cast<int64_t>(references[i].size()) != arguments.num_refs)
        throw_input("{}: line {}: {} tab-separated references expected, {} found", path, i + 1,
                    arguments.num_refs, references[i].size());
    }
  }
  return references;
}

const std::string& first_file(const ScoreArguments& arguments) {
  return arguments.references.empty() ? arguments.entities : arguments.references.front();
}

// Lines of a file beside the references.
std::vector<std::string> read_beside(const std::string& path, const ScoreArguments& arguments,
                                     size_t expected) {
  if (path.empty()) return {};
  auto lines = read_lines(path);
  if (lines.size() != expected)
    throw_input("{} has {} lines, but {} has {}", path, lines.size(), first_file(arguments),
                expected);
  return lines;
}

// Entity records give what no other file gives: translations as references, sources.
void add_entities(const ScoreArguments& arguments, metrics::Corpus& corpus) {
  if (arguments.entities.empty()) return;
  const auto records = metrics::read_entities(arguments.entities);
  if (arguments.references.empty()) {
    for (const auto& record : records) corpus.references.push_back(record.translations);
  } else if (records.size() != corpus.size()) {
    throw_input("{} has {} lines, but {} has {}", arguments.entities, records.size(),
                first_file(arguments), corpus.size());
  }
  for (const auto& record : records) {
    corpus.mentions.push_back(record.mentions);
    if (arguments.source.empty()) corpus.sources.push_back(record.source);
  }
}

metrics::Corpus read_corpus(const ScoreArguments& arguments) {
  metrics::Corpus corpus;
  if (!arguments.references.empty()) corpus.references = read_references(arguments);
  add_entities(arguments, corpus);
  const size_t size = corpus.size();
  if (!arguments.source.empty()) corpus.sources = read_beside(arguments.source, arguments, size);
  if (!arguments.terms.empty()) {
    if (corpus.sources.empty()) throw_input("--terms needs the source sentences: --src FILE");
    corpus.terms = metrics::read_terms(arguments.terms, corpus.sources);
  }
  corpus.documents = read_beside(arguments.documents, arguments, size);
  if (!arguments.target_language.empty())
    corpus.target_languages.assign(size, arguments.target_language);
  return corpus;
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
  if (arguments.inputs.empty()) return systems_of_columns(read_standard_input());
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
    systems.push_back({path, path == "-"   ? read_standard_input()
                             : predictions ? read_predictions(path, arguments.entities)
                                           : read_lines(path)});
  }
  return systems;
}

void name_baseline(const ScoreArguments& arguments, std::vector<System>& systems) {
  if (!arguments.inputs.empty()) {
    systems.front().name = "Baseline: " + systems.front().name;
    return;
  }
  for (size_t s = 0; s < systems.size(); ++s)
    systems[s].name = s == 0 ? "Baseline" : fmt::format("System {}", s);
}

}  // namespace

ScoreInput read_score_input(const ScoreArguments& arguments) {
  ScoreInput input;
  input.corpus = read_corpus(arguments);
  input.systems = read_systems(arguments);
  const size_t expected = input.corpus.size();
  for (const System& system : input.systems) {
    if (system.hypotheses.size() == expected) continue;
    throw_input("{} has {} lines, but {} has {}",
                arguments.inputs.empty() ? "standard input" : system.name, system.hypotheses.size(),
                first_file(arguments), expected);
  }
  const bool paired = arguments.paired != PairedTest::kNone;
  if (paired && input.systems.size() < 2)
    throw_input("score: a paired test compares two systems or more");
  if (!paired && arguments.confidence && input.systems.size() > 1)
    throw_input("score: several systems are compared by --paired-bs or --paired-ar");
  if (arguments.sentence_level && input.systems.size() > 1)
    throw_input("score: --sentence-level takes one system");
  if (paired) name_baseline(arguments, input.systems);
  return input;
}

}  // namespace dragoman::cli
