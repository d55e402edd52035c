#include "corpus/evaluation_index.h"

#include <algorithm>
#include <span>
#include <unordered_set>

#include "base/error.h"
#include "data/config.h"
#include "text/sentences.h"

namespace dragoman::corpus {
namespace {

constexpr size_t kWordStretch = 3;
constexpr size_t kCharacterStretch = 5;
constexpr size_t kPair = 2;
// A stretch that stands in more items leads nowhere; an item keeps its rarest ones all the same.
constexpr size_t kCommon = 16;
constexpr size_t kLeastStretches = 3;

// The length of the stretch that begins with the unit; 0 where the text is over before.
size_t stretch_at(std::span<const Unit> units, size_t position) {
  const size_t length = is_character(units[position]) ? kCharacterStretch : kWordStretch;
  return position + length <= units.size() ? length : 0;
}

size_t words_in(std::span<const Unit> units) {
  const auto characters =
      static_cast<size_t>(std::count_if(units.begin(), units.end(), is_character));
  return units.size() - characters + (characters + 1) / 2;
}

size_t slack_of(size_t units) { return std::max<size_t>(2, units / 5); }

std::vector<uint64_t> pairs_in(std::span<const Unit> units) {
  std::vector<uint64_t> pairs;
  for (size_t i = 0; i + kPair <= units.size(); ++i) pairs.push_back(gram_hash(&units[i], kPair));
  return pairs;
}

// The share of the item's units that stand in a pair which `text` has too.
double coverage_of(std::span<const Unit> item, std::span<const Unit> text) {
  std::vector<uint64_t> there = pairs_in(text);
  std::sort(there.begin(), there.end());
  size_t covered = 0;
  size_t covered_to = 0;  // units before this one are counted
  const auto pairs = pairs_in(item);
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (!std::binary_search(there.begin(), there.end(), pairs[i])) continue;
    covered += i + kPair - std::max(covered_to, i);
    covered_to = i + kPair;
  }
  return static_cast<double>(covered) / static_cast<double>(item.size());
}

// Where the item would begin if this stretch of it stood here, with room for what was put in.
std::span<const Unit> window(std::span<const Unit> text, size_t position, size_t in_item,
                             size_t units) {
  const size_t before = in_item + slack_of(units);
  const size_t begin = position > before ? position - before : 0;
  const size_t end =
      std::min(text.size(), position - std::min(position, in_item) + units + slack_of(units));
  return text.subspan(begin, end - begin);
}

}  // namespace

EvaluationIndex::EvaluationIndex(const std::vector<std::string>& paths,
                                 const EvaluationRules& rules)
    : sets_(paths), rules_(rules) {
  if (paths.empty())
    throw_input("no evaluation set is given: --evaluation_sets=FILE,… (TSV, JSONL or lines)");
  for (size_t set = 0; set < paths.size(); ++set) {
    data::DataConfig file;
    file.paths = {paths[set]};
    const auto reader = data::open_reader(file);
    for (data::Row row; reader->next(row);) {
      add(set, row.id, row.source);
      for (const std::string& reference : row.references) add(set, row.id, reference);
    }
  }
  index_items();
}

void EvaluationIndex::add(size_t set, const std::string& id, std::string_view text) {
  const auto add_item = [&](std::string_view part, bool short_too) {
    Item item{set, id, units_of(normal_text(part)), false};
    item.whole = words_in(item.units) < static_cast<size_t>(rules_.min_words);
    if (!item.units.empty() && (short_too || !item.whole)) items_.push_back(std::move(item));
  };
  add_item(text, true);
  const auto sentences = text::split_sentences(text, "");
  if (sentences.size() < 2) return;
  for (const std::string_view sentence : sentences) add_item(sentence, false);
}

void EvaluationIndex::index_items() {
  std::unordered_map<uint64_t, size_t> counts;
  const auto each_stretch = [](const Item& item, const auto& body) {
    for (size_t i = 0; i < item.units.size(); ++i)
      if (const size_t length = stretch_at(item.units, i))
        body(gram_hash(&item.units[i], length), i);
  };
  for (const Item& item : items_)
    each_stretch(item, [&](uint64_t hash, size_t) { ++counts[hash]; });
  for (size_t number = 0; number < items_.size(); ++number) {
    const Item& item = items_[number];
    std::vector<std::pair<uint64_t, size_t>> stretches;
    each_stretch(item, [&](uint64_t hash, size_t i) { stretches.emplace_back(hash, i); });
    std::stable_sort(stretches.begin(), stretches.end(), [&](const auto& a, const auto& b) {
      return counts[a.first] < counts[b.first];
    });
    for (size_t i = 0; i < stretches.size(); ++i) {
      const auto [hash, position] = stretches[i];
      if (i >= kLeastStretches && counts[hash] > kCommon) break;
      stretches_[hash].push_back({static_cast<uint32_t>(number), static_cast<uint32_t>(position)});
    }
    if (stretches.empty())
      wholes_.emplace(gram_hash(item.units.data(), item.units.size()),
                      static_cast<uint32_t>(number));
  }
}

bool EvaluationIndex::fits(const Item& item, size_t text_units) const {
  return !item.whole || text_units <= item.units.size() + slack_of(item.units.size());
}

std::optional<EvaluationMatch> EvaluationIndex::find(std::string_view text) const {
  const auto units = units_of(normal_text(text));
  if (units.empty()) return std::nullopt;
  const Item* best = nullptr;
  double best_coverage = 0.0;
  if (const auto whole = wholes_.find(gram_hash(units.data(), units.size()));
      whole != wholes_.end()) {
    best = &items_[whole->second];
    best_coverage = 1.0;
  }
  std::unordered_set<uint64_t> tried;  // item, and where it would begin
  for (size_t i = 0; i < units.size(); ++i) {
    const size_t length = stretch_at(units, i);
    const auto found =
        length == 0 ? stretches_.end() : stretches_.find(gram_hash(&units[i], length));
    if (found == stretches_.end()) continue;
    for (const auto& [number, position] : found->second) {
      const Item& item = items_[number];
      const auto begin = static_cast<uint32_t>(i - position);  // may wrap: only told apart
      if (!fits(item, units.size()) || !tried.insert(uint64_t{number} << 32 | begin).second)
        continue;
      const double coverage =
          coverage_of(item.units, window(units, i, position, item.units.size()));
      if (coverage < (item.whole ? 1.0 : rules_.coverage) || coverage <= best_coverage) continue;
      best = &item;
      best_coverage = coverage;
    }
  }
  if (best == nullptr) return std::nullopt;
  return EvaluationMatch{sets_[best->set], best->id, best_coverage};
}

}  // namespace dragoman::corpus
