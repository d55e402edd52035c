#include "cli/score_corpus.h"

#include "base/error.h"
#include "cli/score_lines.h"
#include "cli/score_test_set.h"
#include "metrics/mentions.h"

namespace dragoman::cli {
namespace {

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
    const auto lines = read_lines(path, arguments.encoding);
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

// Lines of a file beside the references.
std::vector<std::string> read_beside(const std::string& path, const ScoreArguments& arguments,
                                     size_t expected) {
  if (path.empty()) return {};
  auto lines = read_lines(path, arguments.encoding);
  if (lines.size() != expected)
    throw_input("{} has {} lines, but {} has {}", path, lines.size(), references_name(arguments),
                expected);
  return lines;
}

// Entity records give what no other file gives: translations as references, sources.
void add_entities(const ScoreArguments& arguments, metrics::Corpus& corpus) {
  if (arguments.entities.empty()) return;
  const auto records = metrics::read_entities(arguments.entities);
  if (corpus.references.empty()) {
    for (const auto& record : records) corpus.references.push_back(record.translations);
  } else if (records.size() != corpus.size()) {
    throw_input("{} has {} lines, but {} has {}", arguments.entities, records.size(),
                references_name(arguments), corpus.size());
  }
  for (const auto& record : records) {
    corpus.mentions.push_back(record.mentions);
    if (arguments.source.empty()) corpus.sources.push_back(record.source);
  }
}

}  // namespace

std::string references_name(const ScoreArguments& arguments) {
  if (!arguments.references.empty()) return arguments.references.front();
  const auto& sets = arguments.test_set.names;
  if (!sets.empty()) return "the test set " + sets.front();
  return arguments.entities.empty() ? arguments.source : arguments.entities;
}

void read_score_corpus(const ScoreArguments& arguments, ScoreInput& input) {
  metrics::Corpus& corpus = input.corpus;
  if (!arguments.test_set.names.empty()) {
    input = read_test_set(arguments.test_set);
  } else if (!arguments.references.empty()) {
    corpus.references = read_references(arguments);
  } else if (arguments.entities.empty() && arguments.source.empty()) {
    throw_input("score: no reference file given (they come before -i), and no test set (-t)");
  }
  add_entities(arguments, corpus);
  if (corpus.references.empty()) {  // enough for quality estimation
    corpus.sources = read_lines(arguments.source, arguments.encoding);
    corpus.references.resize(corpus.sources.size());
  } else if (!arguments.source.empty()) {
    corpus.sources = read_beside(arguments.source, arguments, corpus.size());
  }
  const size_t size = corpus.size();
  if (!arguments.terms.empty()) {
    if (corpus.sources.empty()) throw_input("--terms needs the source sentences: --src FILE");
    corpus.terms = metrics::read_terms(arguments.terms, corpus.sources);
  }
  corpus.documents = read_beside(arguments.documents, arguments, size);
  if (!arguments.target_language.empty())
    corpus.target_languages.assign(size, arguments.target_language);
}

}  // namespace dragoman::cli
