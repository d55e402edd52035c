#include "data/fingerprint.h"

namespace dragoman::data {
namespace {

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits.
uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

uint64_t hash(std::string_view text, uint64_t seed) {
  uint64_t state = mix(seed + 0x9e3779b97f4a7c15ULL * (text.size() + 1));
  while (!text.empty()) {
    uint64_t word = 0;
    const size_t size = text.size() < sizeof word ? text.size() : sizeof word;
    for (size_t i = 0; i < size; ++i)
      word |= static_cast<uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    state = mix((state ^ word) * 0x9e3779b97f4a7c15ULL + seed);
    text.remove_prefix(size);
  }
  return mix(state ^ seed);
}

}  // namespace

Fingerprint fingerprint(std::string_view text, uint64_t salt) {
  return {hash(text, mix(salt + 1)), hash(text, mix(salt + 0x5851f42d4c957f2dULL))};
}

Fingerprint fingerprint(std::string_view first, std::string_view second) {
  const Fingerprint a = fingerprint(first, 1);
  const Fingerprint b = fingerprint(second, 2);
  return {mix(a.high + 3 * b.low), mix(a.low + 3 * b.high)};
}

}  // namespace dragoman::data
