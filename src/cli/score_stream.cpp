#include "cli/score_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/error.h"
#include "cli/score_corpus.h"
#include "cli/score_lines.h"

namespace dragoman::cli {
namespace {

constexpr size_t kChunkLines = 4096;
constexpr size_t kChunkBytes = size_t{8} << 20;  // bounds a chunk of long lines

// All files of one scoring, side by side.
class Files {
 public:
  explicit Files(const ScoreArguments& arguments) : references_(arguments.references.size()) {
    for (const std::string& path : arguments.references)
      files_.emplace_back(path, arguments.encoding);
    if (!arguments.source.empty()) files_.emplace_back(arguments.source, arguments.encoding);
    files_.emplace_back(arguments.inputs.front(), arguments.encoding);
  }

  // The next sentences; empty at the end.
  void read(metrics::Corpus& corpus, std::vector<std::string>& hypotheses) {
    corpus = {};
    hypotheses.clear();
    size_t bytes = 0;
    while (hypotheses.size() < kChunkLines && bytes < kChunkBytes && next()) {
      for (const std::string& line : lines_) bytes += line.size();
      corpus.references.emplace_back(lines_.begin(), lines_.begin() + references_);
      if (files_.size() > static_cast<size_t>(references_) + 1)
        corpus.sources.push_back(lines_[static_cast<size_t>(references_)]);
      hypotheses.push_back(std::move(lines_.back()));
    }
  }

 private:
  bool next() {
    lines_.resize(files_.size());
    size_t ended = 0;
    for (size_t i = 0; i < files_.size(); ++i) ended += !files_[i].next(lines_[i]);
    if (ended == 0) return true;
    for (const TextLines& file : files_)
      if (file.count() == 0) throw_empty(file.path());
    if (ended < files_.size()) throw_unequal();
    return false;
  }

  [[noreturn]] void throw_unequal() {
    for (TextLines& file : files_)
      while (file.next(lines_.front())) continue;
    const TextLines& first = files_.front();
    const auto other = std::find_if(files_.begin(), files_.end(), [&](const TextLines& file) {
      return file.count() != first.count();
    });
    throw_input("{} has {} lines, but {} has {}", other->path(), other->count(), first.path(),
                first.count());
  }

  std::ptrdiff_t references_;
  std::deque<TextLines> files_;  // references, source, hypotheses
  std::vector<std::string> lines_;
};

bool needs_more(const metrics::MetricInfo& info) {
  return info.needs_mentions || info.needs_terms || info.whole_documents || info.in_batches;
}

}  // namespace

bool can_stream(const ScoreArguments& arguments, const Metrics& metrics) {
  const auto is_stream = [](const std::string& path) { return path == "-"; };
  return arguments.inputs.size() == 1 && !is_stream(arguments.inputs.front()) &&
         !arguments.references.empty() && arguments.num_refs == 1 &&
         std::none_of(arguments.references.begin(), arguments.references.end(), is_stream) &&
         arguments.entities.empty() && arguments.terms.empty() && arguments.documents.empty() &&
         arguments.test_set.names.empty() && arguments.paired == PairedTest::kNone &&
         !arguments.confidence && !arguments.sentence_level && !arguments.detail &&
         std::none_of(metrics.begin(), metrics.end(),
                      [](const auto& metric) { return needs_more(metric->info()); });
}

ScoreResults stream_scores(const ScoreArguments& arguments, const Metrics& metrics) {
  Files files(arguments);
  std::vector<std::vector<double>> sums;
  for (const auto& metric : metrics) sums.emplace_back(metric->info().statistics, 0.0);
  TokenizedLines tokenized;
  metrics::Corpus corpus;
  std::vector<std::string> hypotheses;
  while (files.read(corpus, hypotheses), !hypotheses.empty()) {
    for (const std::string& line : hypotheses) tokenized.add(line);
    if (!arguments.target_language.empty())
      corpus.target_languages.assign(corpus.size(), arguments.target_language);
    for (size_t m = 0; m < metrics.size(); ++m)
      corpus_statistics(*metrics[m], std::span(&hypotheses, 1), corpus).front().add_to(sums[m]);
  }
  tokenized.warn(arguments, arguments.inputs.front());
  ScoreResults results;
  results.systems = arguments.inputs;
  metrics::Evaluation evaluation;
  evaluation.references = static_cast<int64_t>(arguments.references.size());
  for (size_t m = 0; m < metrics.size(); ++m)
    results.lines.push_back(score_line(*metrics[m], evaluation, sums[m]));
  return results;
}

void TokenizedLines::add(const std::string& line) { count_ += line.ends_with(" ."); }

void TokenizedLines::warn(const ScoreArguments& arguments, const std::string& system) const {
  constexpr int64_t kMany = 100;
  const auto& names = arguments.metrics;
  if (count_ < kMany || arguments.force ||
      std::find(names.begin(), names.end(), "bleu") == names.end())
    return;
  fmt::print(stderr,
             "dragoman: {}: {} lines end in \" .\"; BLEU wants detokenized text (--force silences "
             "this)\n",
             system, count_);
}

}  // namespace dragoman::cli
