#include "metrics/ngram_table.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace dragoman::metrics {
namespace {

constexpr uint32_t kRoot = 0xffffffff;

uint32_t spread(uint32_t prefix, Symbol symbol) {
  const uint64_t key = (uint64_t{prefix} << 32) | symbol;
  return static_cast<uint32_t>((key * 0x9e3779b97f4a7c15ULL) >> 32);
}

// N-grams of all orders in a sequence of this length: an upper bound of its distinct ones.
size_t ngrams_in(size_t length, int max_order) {
  size_t count = 0;
  for (size_t n = 1; n <= static_cast<size_t>(max_order) && n <= length; ++n)
    count += length - n + 1;
  return count;
}

uint32_t hash_of(std::string_view word) {
  return static_cast<uint32_t>(std::hash<std::string_view>{}(word));
}

}  // namespace

NgramTable::NgramTable(std::span<const std::vector<Symbol>> sequences, int max_order)
    : max_order_(max_order) {
  size_t bound = 0;
  for (const auto& sequence : sequences) bound += ngrams_in(sequence.size(), max_order);
  slots_.resize(std::bit_ceil(bound + bound / 2 + 1));
  mask_ = static_cast<uint32_t>(slots_.size() - 1);
  std::vector<uint32_t> counts;
  for (const auto& sequence : sequences) add(sequence, counts);
}

uint32_t NgramTable::find(uint32_t prefix, Symbol symbol) const {
  uint32_t at = spread(prefix, symbol) & mask_;
  while (slots_[at].symbol != 0 && (slots_[at].symbol != symbol || slots_[at].prefix != prefix))
    at = (at + 1) & mask_;
  return at;
}

void NgramTable::add(std::span<const Symbol> symbols, std::vector<uint32_t>& counts) {
  counts.assign(slots_.size(), 0);
  for (size_t start = 0; start < symbols.size(); ++start) {
    const size_t end = std::min(symbols.size(), start + static_cast<size_t>(max_order_));
    uint32_t prefix = kRoot;
    for (size_t i = start; i < end; ++i) {
      const uint32_t at = find(prefix, symbols[i]);
      slots_[at].prefix = prefix;
      slots_[at].symbol = symbols[i];
      slots_[at].count = std::max(slots_[at].count, ++counts[at]);
      prefix = at;
    }
  }
}

void NgramTable::match(std::span<const Symbol> symbols, std::span<int64_t> matches) const {
  thread_local std::vector<uint32_t> seen;
  seen.assign(slots_.size(), 0);
  std::fill(matches.begin(), matches.end(), 0);
  for (size_t start = 0; start < symbols.size(); ++start) {
    const size_t end = std::min(symbols.size(), start + static_cast<size_t>(max_order_));
    uint32_t prefix = kRoot;
    for (size_t i = start; i < end; ++i) {
      const uint32_t at = find(prefix, symbols[i]);
      if (slots_[at].symbol == 0) break;
      if (++seen[at] <= slots_[at].count) ++matches[i - start];
      prefix = at;
    }
  }
}

Symbol Vocabulary::add(std::string_view word) {
  if (2 * words_.size() >= slots_.size()) grow();
  const uint32_t hash = hash_of(word);
  const size_t at = slot_of(word, hash);
  if (slots_[at] == 0) {
    words_.push_back(
        {hash, static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(word.size())});
    text_.append(word);
    slots_[at] = static_cast<Symbol>(words_.size());
  }
  return slots_[at];
}

Symbol Vocabulary::find(std::string_view word) const {
  return slots_.empty() ? 0 : slots_[slot_of(word, hash_of(word))];
}

size_t Vocabulary::slot_of(std::string_view word, uint32_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    const Word& known = words_[slots_[at] - 1];
    if (known.hash == hash && std::string_view(text_).substr(known.begin, known.length) == word)
      break;
  }
  return at;
}

void Vocabulary::grow() {
  slots_.assign(std::max<size_t>(32, 2 * slots_.size()), 0);
  const size_t mask = slots_.size() - 1;
  for (size_t i = 0; i < words_.size(); ++i) {
    size_t at = words_[i].hash & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = static_cast<Symbol>(i + 1);
  }
}

}  // namespace dragoman::metrics
