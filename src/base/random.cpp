// SplitMix64 (Steele, Lea, Flood 2014) read as a counter-based generator: draw i of a stream is the
// finalizer applied to key + i * golden ratio. Streams get their keys by hashing names and indices.
#include "base/random.h"

#include <cmath>
#include <numbers>

#include "base/error.h"

namespace dragoman {
namespace {

constexpr uint64_t kGolden = 0x9e3779b97f4a7c15ULL;

uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

uint64_t absorb(uint64_t state, uint64_t word) {
  return mix(state + kGolden + mix(word + kGolden));
}

}  // namespace

Rng::Rng(uint64_t seed) : key_(mix(seed + kGolden)) {}

Rng Rng::derive_from(std::string_view name, std::initializer_list<uint64_t> indices) const {
  uint64_t state = absorb(key_, name.size());
  for (const char c : name) state = absorb(state, static_cast<unsigned char>(c));
  for (const uint64_t index : indices) state = absorb(state, index);
  return at(state, 0);
}

Rng Rng::at(uint64_t key, uint64_t position) {
  Rng rng;
  rng.key_ = key;
  rng.position_ = position;
  return rng;
}

uint64_t Rng::next() { return mix(key_ + ++position_ * kGolden); }

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

uint64_t Rng::below(uint64_t bound) {
  DRAGOMAN_CHECK(bound > 0, "an empty range has no draw");
  const uint64_t limit = -bound % bound;  // 2^64 mod bound: the biased tail
  for (;;) {
    const unsigned __int128 product = static_cast<unsigned __int128>(next()) * bound;
    if (static_cast<uint64_t>(product) >= limit) return static_cast<uint64_t>(product >> 64);
  }
}

double Rng::normal() {
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace dragoman
