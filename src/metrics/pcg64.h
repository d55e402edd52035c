// NumPy's default random generator, bit for bit: SeedSequence, then PCG64 (O'Neill, 2014; the
// XSL-RR 128/64 member). Only for tests whose published p-values depend on it; everything else in
// this program draws from base/random.h.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace dragoman::metrics {

__extension__ using Uint128 = unsigned __int128;

// The four 64-bit words that a seed gives: numpy.random.SeedSequence(seed).generate_state(4,
// uint64).
std::array<uint64_t, 4> seed_words(uint64_t seed);

// numpy.random.default_rng(seed). Not thread-safe.
class Pcg64 {
 public:
  explicit Pcg64(uint64_t seed);

  uint64_t next();
  uint32_t next_half();  // each 64-bit draw gives its low half first, then its high half
  uint32_t below(
      uint32_t bound);  // choice(bound), by Lemire's method; bound > 0, and 1 draws nothing
  void fill_below(uint32_t bound, std::span<uint32_t> out);  // each as below() gives it
  bool flip();                          // integers(2, dtype=bool): the bits of a half, lowest first
  void end_flips() { bits_left_ = 0; }  // an array of flips ends; its unused bits are lost

 private:
  void step() { state_ = state_ * kMultiplier + increment_; }

  static constexpr Uint128 kMultiplier =
      (Uint128{2549297995355413924ULL} << 64) | 4865540595714422341ULL;

  Uint128 state_ = 0;
  Uint128 increment_ = 0;
  uint32_t high_half_ = 0;
  bool has_high_half_ = false;
  uint32_t bits_ = 0;
  int bits_left_ = 0;
};

}  // namespace dragoman::metrics
