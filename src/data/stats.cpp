#include "data/stats.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "data/fingerprint.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

using Set = std::unordered_set<Fingerprint, FingerprintHash>;

struct SideSeen {
  Set texts;
  Set words;
};

void add_text(SideStats& side, SideSeen& seen, const std::string& sentence) {
  const int64_t length = text::count_code_points(sentence);
  ++side.texts;
  side.characters += length;
  side.lengths.push_back(length);
  seen.texts.insert(fingerprint(sentence));
  for (const auto word : text::split_whitespace(sentence)) {
    ++side.words;
    seen.words.insert(fingerprint(word));
  }
}

void finish_side(SideStats& side, const SideSeen& seen) {
  side.distinct = static_cast<int64_t>(seen.texts.size());
  side.vocabulary = static_cast<int64_t>(seen.words.size());
  std::sort(side.lengths.begin(), side.lengths.end());
}

Json side_json(const SideStats& side) {
  return {{"texts", side.texts},
          {"distinct", side.distinct},
          {"characters", side.characters},
          {"words", side.words},
          {"vocabulary", side.vocabulary},
          {"length_quantiles",
           {{"min", side.quantile(0.0)},
            {"median", side.quantile(0.5)},
            {"p95", side.quantile(0.95)},
            {"max", side.quantile(1.0)}}}};
}

}  // namespace

struct StatsCounter::Seen {
  SideSeen source;
  SideSeen reference;
  Set pairs;
  std::set<std::string> documents;
};

int64_t SideStats::quantile(double q) const {
  if (lengths.empty()) return 0;
  return lengths[static_cast<size_t>(q * static_cast<double>(lengths.size() - 1) + 0.5)];
}

StatsCounter::StatsCounter() : seen_(std::make_unique<Seen>()) {}
StatsCounter::~StatsCounter() = default;

void StatsCounter::add(const Row& row) {
  ++stats_.rows;
  add_text(stats_.source, seen_->source, row.source);
  for (const auto& reference : row.references) {
    add_text(stats_.reference, seen_->reference, reference);
    source_characters_ += static_cast<double>(text::count_code_points(row.source));
  }
  const std::string first = row.references.empty() ? "" : row.references.front();
  if (!seen_->pairs.insert(fingerprint(row.source, first)).second) ++stats_.duplicates;
  if (!row.document.empty()) seen_->documents.insert(row.document);
  if (!row.domain.empty()) ++stats_.domains[row.domain];
  if (row.direction() != "-") ++stats_.directions[row.direction()];
}

Stats StatsCounter::finish() {
  finish_side(stats_.source, seen_->source);
  finish_side(stats_.reference, seen_->reference);
  stats_.documents = static_cast<int64_t>(seen_->documents.size());
  if (source_characters_ > 0.0)
    stats_.length_ratio = static_cast<double>(stats_.reference.characters) / source_characters_;
  return std::move(stats_);
}

Json Stats::json() const {
  return {{"rows", rows},
          {"duplicates", duplicates},
          {"documents", documents},
          {"source", side_json(source)},
          {"reference", side_json(reference)},
          {"length_ratio", length_ratio},
          {"directions", directions},
          {"domains", domains}};
}

}  // namespace dragoman::data
