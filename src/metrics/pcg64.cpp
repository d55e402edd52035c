#include "metrics/pcg64.h"

#include <bit>
#include <cstddef>

namespace dragoman::metrics {
namespace {

constexpr size_t kPool = 4;

// A running hash whose multiplier changes with every word.
class Hash {
 public:
  Hash(uint32_t start, uint32_t factor) : constant_(start), factor_(factor) {}

  uint32_t operator()(uint32_t word) {
    word ^= constant_;
    constant_ *= factor_;
    word *= constant_;
    return word ^ (word >> 16);
  }

 private:
  uint32_t constant_;
  uint32_t factor_;
};

uint32_t mix(uint32_t x, uint32_t y) {
  const uint32_t mixed = 0xca01f9ddU * x - 0x4973f715U * y;
  return mixed ^ (mixed >> 16);
}

}  // namespace

std::array<uint64_t, 4> seed_words(uint64_t seed) {
  Hash hash(0x43b0d7e5U, 0x931e8875U);
  std::array<uint32_t, kPool> pool = {static_cast<uint32_t>(seed),
                                      static_cast<uint32_t>(seed >> 32), 0, 0};
  for (uint32_t& word : pool) word = hash(word);
  for (size_t from = 0; from < kPool; ++from)
    for (size_t to = 0; to < kPool; ++to)
      if (from != to) pool[to] = mix(pool[to], hash(pool[from]));

  Hash output(0x8b51f9ddU, 0x58f38dedU);
  std::array<uint64_t, 4> words{};
  for (size_t i = 0; i < 2 * words.size(); ++i)
    words[i / 2] |= uint64_t{output(pool[i % kPool])} << (32 * (i % 2));
  return words;
}

Pcg64::Pcg64(uint64_t seed) {
  const auto words = seed_words(seed);
  const auto pair = [&words](size_t i) { return (Uint128{words[i]} << 64) | words[i + 1]; };
  increment_ = (pair(2) << 1) | 1;
  step();
  state_ += pair(0);
  step();
}

uint64_t Pcg64::next() {
  step();
  const auto folded = static_cast<uint64_t>(state_ >> 64) ^ static_cast<uint64_t>(state_);
  return std::rotr(folded, static_cast<int>(state_ >> 122));
}

uint32_t Pcg64::next_half() {
  if (has_high_half_) {
    has_high_half_ = false;
    return high_half_;
  }
  const uint64_t both = next();
  high_half_ = static_cast<uint32_t>(both >> 32);
  has_high_half_ = true;
  return static_cast<uint32_t>(both);
}

uint32_t Pcg64::below(uint32_t bound) {
  if (bound == 1) return 0;
  uint64_t product = uint64_t{next_half()} * bound;
  if (static_cast<uint32_t>(product) < bound) {
    const uint32_t least = (0U - bound) % bound;
    while (static_cast<uint32_t>(product) < least) product = uint64_t{next_half()} * bound;
  }
  return static_cast<uint32_t>(product >> 32);
}

void Pcg64::fill_below(uint32_t bound, std::span<uint32_t> out) {
  Pcg64 local = *this;  // stays in registers
  size_t i = 0;
  while (i < out.size()) {
    if (local.has_high_half_ || bound == 1 || i + 1 == out.size()) {
      out[i++] = local.below(bound);
      continue;
    }
    const Pcg64 before = local;
    const uint64_t both = local.next();
    const uint64_t first = (both & 0xffffffffU) * bound;
    const uint64_t second = (both >> 32) * bound;
    if (static_cast<uint32_t>(first) < bound || static_cast<uint32_t>(second) < bound) {
      local = before;  // one of the two may have to be drawn again
      out[i++] = local.below(bound);
      continue;
    }
    out[i++] = static_cast<uint32_t>(first >> 32);
    out[i++] = static_cast<uint32_t>(second >> 32);
  }
  *this = local;
}

bool Pcg64::flip() {
  if (bits_left_ == 0) {
    bits_ = next_half();
    bits_left_ = 32;
  }
  const bool bit = (bits_ & 1) != 0;
  bits_ >>= 1;
  --bits_left_;
  return bit;
}

}  // namespace dragoman::metrics
