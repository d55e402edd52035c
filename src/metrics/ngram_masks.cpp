#include "metrics/ngram_masks.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

constexpr size_t kBits = 64;

size_t hash_of(Symbol symbol) { return (symbol * 0x9e3779b1U) >> 7; }

// words[k] … shifted by one position, across the words.
template <size_t kWords>
uint64_t shifted(const uint64_t* words, size_t k) {
  return k == 0 ? words[0] << 1 : (words[k] << 1) | (words[k - 1] >> (kBits - 1));
}

// The lowest bit of `free` is used up, once over all words.
template <size_t kWords>
void use_one(const uint64_t* found, uint64_t* used) {
  uint64_t still_wanted = ~uint64_t{0};
  for (size_t k = 0; k < kWords; ++k) {
    const uint64_t free = found[k] & ~used[k];
    used[k] |= free & (~free + 1) & still_wanted;
    if constexpr (kWords > 1) still_wanted = free != 0 ? 0 : still_wanted;
  }
}

}  // namespace

NgramMasks::NgramMasks(std::span<const Symbol> symbols, int max_order)
    : max_order_(max_order),
      words_(std::bit_ceil(std::max<size_t>((symbols.size() + kBits - 1) / kBits, 1))) {
  DRAGOMAN_CHECK(symbols.size() <= kLongest && max_order >= 1 && max_order <= kMaxOrder,
                 "masks are for short references");
  const auto others = std::count_if(symbols.begin(), symbols.end(),
                                    [](Symbol symbol) { return symbol >= kDirect; });
  if (others > 0) slots_.resize(std::bit_ceil(2 * static_cast<size_t>(others)));
  rows_.resize(words_);
  for (size_t i = 0; i < symbols.size(); ++i) {
    if (row_of(symbols[i]) == 0) {
      name_row(symbols[i], static_cast<uint32_t>(rows_.size() / words_));
      rows_.resize(rows_.size() + words_);
    }
    rows_[row_of(symbols[i]) * words_ + i / kBits] |= uint64_t{1} << (i % kBits);
  }
}

size_t NgramMasks::slot_of(Symbol symbol) const {
  size_t at = hash_of(symbol) & (slots_.size() - 1);
  while (slots_[at].symbol != 0 && slots_[at].symbol != symbol) at = (at + 1) & (slots_.size() - 1);
  return at;
}

void NgramMasks::name_row(Symbol symbol, uint32_t row) {
  if (symbol < kDirect)
    direct_[symbol] = static_cast<uint16_t>(row);
  else
    slots_[slot_of(symbol)] = {symbol, row};
}

uint32_t NgramMasks::row_of(Symbol symbol) const {
  if (symbol < kDirect) return direct_[symbol];
  return slots_.empty() ? 0 : slots_[slot_of(symbol)].row;
}

void NgramMasks::match(std::span<const Symbol> symbols, std::span<int64_t> matches) const {
  if (words_ == 1) return match_words<1>(symbols, matches);
  if (words_ == 2) return match_words<2>(symbols, matches);
  if (words_ == 4) return match_words<4>(symbols, matches);
  match_words<8>(symbols, matches);
}

template <size_t kWords>
void NgramMasks::match_words(std::span<const Symbol> symbols, std::span<int64_t> matches) const {
  const auto orders = static_cast<size_t>(max_order_);
  uint64_t found[kMaxOrder][kWords];
  uint64_t used[kMaxOrder][kWords];
  std::fill_n(&found[0][0], orders * kWords, 0);
  std::fill_n(&used[0][0], orders * kWords, 0);
  for (const Symbol symbol : symbols) {
    const uint64_t* here = &rows_[row_of(symbol) * kWords];
    for (size_t n = orders; n-- > 1;) {
      for (size_t k = kWords; k-- > 0;) found[n][k] = shifted<kWords>(found[n - 1], k) & here[k];
      use_one<kWords>(found[n], used[n]);
    }
    std::copy(here, here + kWords, found[0]);
    use_one<kWords>(found[0], used[0]);
  }
  for (size_t n = 0; n < orders; ++n) {
    matches[n] = 0;
    for (const uint64_t word : used[n]) matches[n] += std::popcount(word);
  }
}

}  // namespace dragoman::metrics
