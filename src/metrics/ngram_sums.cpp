#include "metrics/ngram_sums.h"

#include <algorithm>

namespace dragoman::metrics {
namespace {

constexpr uint32_t kNone = 0xffffffff;
constexpr uint32_t kRoot = 0xfffffffe;

uint64_t key_of(uint32_t prefix, Symbol symbol) { return (uint64_t{prefix} << 32) | symbol; }

}  // namespace

template <class Next, class Visit>
void NgramSums::walk(std::span<const Symbol> symbols, Next&& next, Visit&& visit) const {
  for (size_t start = 0; start < symbols.size(); ++start) {
    const size_t end = std::min(symbols.size(), start + having_.size());
    Node node = kRoot;
    for (size_t i = start; i < end; ++i) {
      node = next(node, symbols[i]);
      if (node == kNone) break;
      visit(node, i - start);
    }
  }
}

void NgramSums::add(std::span<const Symbol> symbols, double count) {
  for (size_t n = 0; n < having_.size() && n < symbols.size(); ++n) {
    having_[n] += count;
    ngrams_[n] += count * static_cast<double>(symbols.size() - n);
  }
  std::unordered_map<Node, size_t> seen;
  const auto next = [this](Node prefix, Symbol symbol) {
    const auto [found, fresh] =
        nodes_.emplace(key_of(prefix, symbol), static_cast<Node>(levels_.size()));
    if (fresh) levels_.emplace_back();
    return found->second;
  };
  walk(symbols, next, [&](Node node, size_t) {
    const size_t level = seen[node]++;
    if (level == levels_[node].size()) levels_[node].push_back(0.0);
    levels_[node][level] += count;
  });
}

void NgramSums::match(std::span<const Symbol> symbols, std::span<double> matches) const {
  std::fill(matches.begin(), matches.end(), 0.0);
  std::unordered_map<Node, size_t> seen;
  const auto next = [this](Node prefix, Symbol symbol) {
    const auto found = nodes_.find(key_of(prefix, symbol));
    return found == nodes_.end() ? kNone : found->second;
  };
  walk(symbols, next, [&](Node node, size_t order) {
    const size_t level = seen[node]++;
    if (level < levels_[node].size()) matches[order] += levels_[node][level];
  });
}

}  // namespace dragoman::metrics
