#include "data/split.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <unordered_map>

#include "data/fingerprint.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

// Disjoint sets with path halving and union by size.
class UnionFind {
 public:
  explicit UnionFind(size_t count) : parent_(count), size_(count, 1) {
    std::iota(parent_.begin(), parent_.end(), size_t{0});
  }

  size_t find(size_t item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }

  void join(size_t first, size_t second) {
    first = find(first);
    second = find(second);
    if (first == second) return;
    if (size_[first] < size_[second]) std::swap(first, second);
    parent_[second] = first;
    size_[first] += size_[second];
  }

 private:
  std::vector<size_t> parent_;
  std::vector<size_t> size_;
};

// Salts that keep sources, references and documents apart.
enum : uint64_t { kSourceSalt = 11, kReferenceSalt = 12, kDocumentSalt = 13 };

Fingerprint sentence_key(const std::string& sentence, uint64_t salt, bool exact) {
  if (exact) return fingerprint(sentence, salt);
  std::string words;
  for (const auto word : text::split_whitespace(sentence)) words.append(word).push_back(' ');
  return fingerprint(text::fold_case(text::normalize(words, text::NormalForm::kNfc)), salt);
}

// Everything that ties a row to others. A text without words ties nothing.
std::vector<Fingerprint> keys_of(const Row& row, const SplitConfig& config) {
  std::vector<Fingerprint> keys;
  const auto add = [&](const std::string& sentence, uint64_t salt) {
    if (!text::strip(sentence).empty()) keys.push_back(sentence_key(sentence, salt, config.exact));
  };
  add(row.source, kSourceSalt);
  for (const auto& reference : row.references) add(reference, kReferenceSalt);
  if (config.keep_documents && !row.document.empty())
    keys.push_back(fingerprint(row.document, kDocumentSalt));
  return keys;
}

struct Component {
  Fingerprint order;         // where the seed puts it
  std::vector<size_t> rows;  // ascending
};

Fingerprint seeded(const Fingerprint& key, int64_t seed) {
  const std::string text =
      std::to_string(seed) + ':' + std::to_string(key.high) + ':' + std::to_string(key.low);
  return fingerprint(text);
}

// A component's place is that of its smallest key, whatever the order of its rows.
std::vector<Component> components_of(std::span<const Row> rows, const SplitConfig& config) {
  UnionFind sets(rows.size());
  std::unordered_map<Fingerprint, size_t, FingerprintHash> first_row;
  std::vector<Fingerprint> smallest(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto keys = keys_of(rows[i], config);
    for (const auto& key : keys) sets.join(first_row.try_emplace(key, i).first->second, i);
    if (!keys.empty()) smallest[i] = *std::min_element(keys.begin(), keys.end());
  }
  std::unordered_map<size_t, size_t> index;
  std::vector<Component> components;
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t place = index.try_emplace(sets.find(i), components.size()).first->second;
    if (place == components.size()) components.push_back({smallest[i], {}});
    components[place].order = std::min(components[place].order, smallest[i]);
    components[place].rows.push_back(i);
  }
  for (auto& component : components) component.order = seeded(component.order, config.seed);
  return components;
}

}  // namespace

Split split_rows(std::span<const Row> rows, const SplitConfig& config) {
  auto components = components_of(rows, config);
  std::sort(components.begin(), components.end(), [](const Component& a, const Component& b) {
    return std::tie(a.order, a.rows.front()) < std::tie(b.order, b.rows.front());
  });
  Split split;
  const auto fits = [](const std::vector<size_t>& set, const Component& component, int64_t size) {
    return set.size() + component.rows.size() <= static_cast<size_t>(size);
  };
  for (const auto& component : components) {
    auto& set = fits(split.test, component, config.test) ? split.test
                : fits(split.dev, component, config.dev) ? split.dev
                                                         : split.train;
    set.insert(set.end(), component.rows.begin(), component.rows.end());
  }
  for (auto* set : {&split.train, &split.dev, &split.test}) std::sort(set->begin(), set->end());
  return split;
}

}  // namespace dragoman::data
