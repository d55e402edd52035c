// Finds copies of evaluation texts, edited ones too, in other texts.
//
// An item is a source or reference of an evaluation set, and each sentence of one that has several,
// so that a paragraph is found where only a part of it was copied. Short stretches of units (3
// words, or 5 characters of unspaced scripts) lead from a text to items that may be there and to
// the place. There it counts how many of the item's units stand in a pair of neighbours that the
// text has too: the coverage. So a copy is found with words replaced, put in or left out here and
// there, as long as one stretch has survived.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/fields.h"
#include "corpus/normal_text.h"

namespace dragoman::corpus {

struct EvaluationRules {
  double coverage = 0.7;  // of an item's units, from which on it counts as copied
  // Shorter items (in words; two characters of an unspaced script count as one) are found only
  // where they are the whole text: anybody may write "I don't know." within another.
  int64_t min_words = 8;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("coverage", coverage, "share of an evaluation text's units that makes a copy of it",
          config::Range{0.0, 1.0, true});
    visit("min_words", min_words, "shorter evaluation texts count only as a row's whole text",
          config::at_least(0));
  }
};

struct EvaluationMatch {
  std::string set;   // the file
  std::string item;  // its row: "dev.tsv:17"
  double coverage = 0.0;
};

// Thread-safe once built.
class EvaluationIndex {
 public:
  // Reads the sets (TSV, JSONL, one sentence a line; .gz, .zst). None is the user's error.
  EvaluationIndex(const std::vector<std::string>& paths, const EvaluationRules& rules);

  // The item that the text covers most, if any enough.
  std::optional<EvaluationMatch> find(std::string_view text) const;

  int64_t items() const { return static_cast<int64_t>(items_.size()); }

 private:
  struct Item {
    size_t set;
    std::string id;
    std::vector<Unit> units;
    bool whole;  // found only where it is the whole text
  };
  struct Posting {
    uint32_t item;
    uint32_t position;
  };

  void add(size_t set, const std::string& id, std::string_view text);
  void index_items();
  bool fits(const Item& item, size_t text_units) const;

  std::vector<std::string> sets_;
  EvaluationRules rules_;
  std::vector<Item> items_;
  std::unordered_map<uint64_t, std::vector<Posting>> stretches_;
  std::unordered_multimap<uint64_t, uint32_t> wholes_;  // of items without a stretch
};

}  // namespace dragoman::corpus
