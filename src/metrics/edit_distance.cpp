#include "metrics/edit_distance.h"

#include "metrics/bit_column.h"
#include "metrics/ngram_table.h"
#include "metrics/tokenizer.h"
#include "metrics/words.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

constexpr size_t kBlock = 64;

// Which positions of the pattern hold a symbol, one word per block of 64 positions.
class Positions {
 public:
  explicit Positions(std::span<const uint32_t> pattern)
      : blocks_((pattern.size() + kBlock - 1) / kBlock), alphabet_(pattern.begin(), pattern.end()) {
    std::sort(alphabet_.begin(), alphabet_.end());
    alphabet_.erase(std::unique(alphabet_.begin(), alphabet_.end()), alphabet_.end());
    bits_.resize((alphabet_.size() + 1) * blocks_, 0);  // the last row is for all other symbols
    for (size_t i = 0; i < pattern.size(); ++i)
      bits_[row_of(pattern[i]) * blocks_ + i / kBlock] |= uint64_t{1} << (i % kBlock);
  }

  size_t blocks() const { return blocks_; }
  const uint64_t* of(uint32_t symbol) const { return &bits_[row_of(symbol) * blocks_]; }

 private:
  size_t row_of(uint32_t symbol) const {
    const auto at = std::lower_bound(alphabet_.begin(), alphabet_.end(), symbol);
    const bool known = at != alphabet_.end() && *at == symbol;
    return known ? static_cast<size_t>(at - alphabet_.begin()) : alphabet_.size();
  }

  size_t blocks_;
  std::vector<uint32_t> alphabet_;
  std::vector<uint64_t> bits_;
};

std::vector<uint32_t> to_symbols(std::string_view text, const EditConfig& config,
                                 Vocabulary& words) {
  std::string composed = text::normalize(text, text::NormalForm::kNfc);
  if (config.lowercase) composed = text::lower(composed);
  if (config.unit == "token") composed = find_tokenizer(config.tokenize)(composed);
  std::vector<uint32_t> symbols;
  for_each_word(composed, [&](std::string_view word) {
    if (config.unit != "character") {
      symbols.push_back(words.add(word));
      return;
    }
    if (!symbols.empty()) symbols.push_back(' ');
    for_each_code_point(word, [&](char32_t c, size_t, size_t) { symbols.push_back(c); });
  });
  return symbols;
}

}  // namespace

int64_t fast_edit_distance(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty()) return static_cast<int64_t>(b.size());
  const Positions positions(a);
  std::vector<BitColumn> column(positions.blocks());
  auto distance = static_cast<int64_t>(a.size());
  const uint64_t last = uint64_t{1} << ((a.size() - 1) % kBlock);
  for (const uint32_t symbol : b) {
    const uint64_t* equal = positions.of(symbol);
    int carry = 1;
    for (size_t k = 0; k < column.size(); ++k)
      carry = column[k].read(equal[k], k + 1 == column.size() ? last : uint64_t{1} << 63, carry);
    distance += carry;
  }
  return distance;
}

EditDistance edit_distance(std::string_view hypothesis, std::string_view reference,
                           const EditConfig& config) {
  Vocabulary words;
  const auto ours = to_symbols(hypothesis, config, words);
  const auto theirs = to_symbols(reference, config, words);
  size_t length = std::max(ours.size(), theirs.size());
  if (config.normalizer == "reference") length = theirs.size();
  if (config.normalizer == "sum") length = ours.size() + theirs.size();
  return {fast_edit_distance(ours, theirs), std::max<int64_t>(static_cast<int64_t>(length), 1)};
}

}  // namespace dragoman::metrics
