// Named, counter-based random streams. A run has one seed; every draw comes from a stream derived
// by name, so an episode can be replayed alone and nothing depends on who drew before.
//
//   Rng rng = Rng(seed).derive("sample", step, prompt, sample);
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace dragoman {

// Not thread-safe; derive one stream per thread of work. Copies continue independently.
class Rng {
 public:
  explicit Rng(uint64_t seed = 0);

  // A stream of its own; depends on this stream's identity, not on how much was drawn from it.
  template <class... Indices>
  Rng derive(std::string_view name, Indices... indices) const {
    return derive_from(name, {static_cast<uint64_t>(indices)...});
  }

  uint64_t next();                 // 64 uniform bits
  double uniform();                // [0, 1), 53 bits
  uint64_t below(uint64_t bound);  // [0, bound), unbiased; bound > 0
  double normal();                 // mean 0, variance 1 (Box–Muller, one value a call)

  template <class Sequence>
  void shuffle(Sequence& sequence) {  // Fisher–Yates, the same on every platform
    for (auto i = sequence.size(); i > 1; --i) {
      using std::swap;
      swap(sequence[i - 1], sequence[below(i)]);
    }
  }

  // The whole state, for checkpoints: identity and position.
  uint64_t key() const { return key_; }
  uint64_t position() const { return position_; }
  static Rng at(uint64_t key, uint64_t position);

 private:
  Rng derive_from(std::string_view name, std::initializer_list<uint64_t> indices) const;

  uint64_t key_;
  uint64_t position_ = 0;
};

}  // namespace dragoman
