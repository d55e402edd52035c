#include "cli/score_test_set.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"
#include "base/user_folders.h"
#include "data/cached_test_sets.h"
#include "text/regex.h"

namespace dragoman::cli {
namespace {

using data::CachedTestSet;
using Lines = std::vector<std::string>;

constexpr std::string_view kCountry = "country:";
constexpr std::string_view kOther = "non-";

Lines read_or_empty(const CachedTestSet& set, const std::string& field, size_t size) {
  return set.has(field) ? set.read(field) : Lines(size);
}

void append(const CachedTestSet& set, const std::string& name, ScoreInput& input) {
  const auto fields = set.reference_fields();
  std::vector<Lines> streams;
  for (const std::string& field : fields) streams.push_back(set.read(field));
  const size_t size = streams.front().size();
  const Lines origlangs = read_or_empty(set, "origlang", size);
  const Lines domains = read_or_empty(set, "domain", size);
  const auto short_of_lines = [size](const Lines& lines) { return lines.size() != size; };
  if (std::any_of(streams.begin(), streams.end(), short_of_lines) || short_of_lines(origlangs) ||
      short_of_lines(domains))
    throw_input("the files of the test set {} in {} differ in length; delete them", name,
                sacrebleu_folder().string());
  for (size_t i = 0; i < size; ++i) {
    auto& references = input.corpus.references.emplace_back();
    for (const Lines& stream : streams) references.push_back(stream[i]);
    input.labels.push_back({origlangs[i], domains[i]});
  }
}

// Whether a sentence is one of those that were asked for.
class Choice {
 public:
  explicit Choice(const TestSetArguments& arguments) : origlang_(arguments.origlang) {
    if (!arguments.subset) return;
    std::string_view pattern = *arguments.subset;
    if (pattern.starts_with(kCountry)) pattern.remove_prefix(kCountry.size());
    subset_.emplace(pattern, text::Regex::Syntax::kOniguruma, "--subset");
  }

  bool operator()(const SentenceLabels& labels) const {
    if (origlang_ && origlang_->starts_with(kOther)) {
      if (labels.origlang == origlang_->substr(kOther.size())) return false;
    } else if (origlang_ && labels.origlang != *origlang_) {
      return false;
    }
    text::Regex::Match match;
    return !subset_ || (!labels.domain.empty() && subset_->find(labels.domain, 0, match));
  }

 private:
  std::optional<std::string> origlang_;
  std::optional<text::Regex> subset_;
};

template <class Item>
void keep(const std::vector<bool>& chosen, std::vector<Item>& items) {
  if (items.empty()) return;
  size_t next = 0;
  for (size_t i = 0; i < chosen.size(); ++i) {
    if (!chosen[i]) continue;
    if (next != i) items[next] = std::move(items[i]);
    ++next;
  }
  items.resize(next);
}

void require_labels(const TestSetArguments& arguments, const ScoreInput& input) {
  const auto lacks = [&input](auto label) {
    return std::all_of(input.labels.begin(), input.labels.end(),
                       [label](const SentenceLabels& one) { return (one.*label).empty(); });
  };
  const std::string names = fmt::format("{}", fmt::join(arguments.names, ","));
  if (arguments.origlang && lacks(&SentenceLabels::origlang))
    throw_input("the test set {} does not say in which language its texts were written", names);
  if (arguments.subset && lacks(&SentenceLabels::domain))
    throw_input("the test set {} does not say of which domain its documents are", names);
}

std::vector<std::string> fields_to_echo(const TestSetArguments& arguments,
                                        const CachedTestSet& set) {
  const bool all = std::count(arguments.echo.begin(), arguments.echo.end(), "all") > 0;
  if (!all) return arguments.echo;
  if (arguments.echo.size() > 1) throw_input("score: --echo all takes no other field");
  return set.fields();
}

}  // namespace

ScoreInput read_test_set(const TestSetArguments& arguments) {
  ScoreInput input;
  for (const std::string& name : arguments.names)
    append(CachedTestSet(sacrebleu_folder(), name, arguments.language_pair), name, input);
  return input;
}

void keep_chosen_sentences(const TestSetArguments& arguments, ScoreInput& input) {
  if (!arguments.origlang && !arguments.subset) return;
  require_labels(arguments, input);
  const Choice choice(arguments);
  std::vector<bool> chosen;
  for (const SentenceLabels& labels : input.labels) chosen.push_back(choice(labels));
  if (std::find(chosen.begin(), chosen.end(), true) == chosen.end())
    throw_input("score: no sentence of the test set is of that --origlang and --subset");
  metrics::Corpus& corpus = input.corpus;
  keep(chosen, corpus.references);
  keep(chosen, corpus.sources);
  keep(chosen, corpus.mentions);
  keep(chosen, corpus.terms);
  keep(chosen, corpus.documents);
  keep(chosen, corpus.target_languages);
  keep(chosen, input.labels);
  for (System& system : input.systems) keep(chosen, system.hypotheses);
}

std::string echo_test_set(const TestSetArguments& arguments) {
  std::string out;
  for (const std::string& name : arguments.names) {
    const CachedTestSet set(sacrebleu_folder(), name, arguments.language_pair);
    ScoreInput rows;  // the fields travel as references, so that choosing is the same
    append(set, name, rows);
    std::vector<Lines> columns;
    for (const std::string& field : fields_to_echo(arguments, set))
      columns.push_back(set.read(field));
    for (size_t i = 0; i < rows.corpus.references.size(); ++i) {
      auto& row = rows.corpus.references[i];
      row.clear();
      for (const Lines& column : columns) row.push_back(i < column.size() ? column[i] : "");
    }
    keep_chosen_sentences(arguments, rows);
    for (const auto& row : rows.corpus.references) out += fmt::format("{}\n", fmt::join(row, "\t"));
  }
  return out;
}

std::string list_test_sets(const TestSetArguments& arguments) {
  const Path cache = sacrebleu_folder();
  std::string out;
  if (arguments.names.empty()) {
    for (const std::string& name : data::cached_test_sets(cache)) {
      const auto pairs = data::cached_pairs(cache, name);
      const std::string& wanted = arguments.language_pair;
      if (wanted.empty() || std::find(pairs.begin(), pairs.end(), wanted) != pairs.end())
        out += fmt::format("{:<30}: {}\n", name, fmt::join(pairs, ", "));
    }
    if (out.empty()) throw_input("{} has no test sets", cache.string());
    return out;
  }
  for (const std::string& name : arguments.names) {
    const auto pairs = arguments.language_pair.empty()
                           ? data::cached_pairs(cache, name)
                           : std::vector<std::string>{arguments.language_pair};
    if (pairs.empty()) throw_input("{} has no test set {}", cache.string(), name);
    for (const std::string& pair : pairs) {
      const CachedTestSet set(cache, name, pair);
      out += fmt::format("{}: {}\n", pair, fmt::join(set.fields(), ", "));
    }
  }
  return out;
}

}  // namespace dragoman::cli
