// 128-bit fingerprints of sentences, for sets of them that fit into memory.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string_view>

namespace dragoman::data {

// Two different texts share a fingerprint with probability 2^-128 a pair; no adversary is assumed.
struct Fingerprint {
  uint64_t high = 0;
  uint64_t low = 0;
  auto operator<=>(const Fingerprint&) const = default;
};

// The same on every machine.
Fingerprint fingerprint(std::string_view text, uint64_t salt = 0);

// Of an ordered pair; ("a", "bc") differs from ("ab", "c").
Fingerprint fingerprint(std::string_view first, std::string_view second);

struct FingerprintHash {
  size_t operator()(const Fingerprint& print) const { return print.low; }
};

}  // namespace dragoman::data
