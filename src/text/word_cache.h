// Remembers the ids of short pieces. A table of fixed size without chains: a piece replaces
// whatever lay in its slot. Each slot has its own lock and nobody waits for it: a busy slot counts
// as a miss.
#pragma once

#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "text/token.h"

namespace dragoman::text {

// Safe for any number of threads.
class WordCache {
 public:
  static constexpr size_t kSlots = size_t{1} << 15;
  static constexpr size_t kMaxBytes = 40;  // of a piece
  static constexpr size_t kMaxIds = 21;

  static uint64_t hash(std::string_view piece);

  // Appends the remembered ids; false when the piece is not there.
  bool find(std::string_view piece, uint64_t hash, std::vector<TokenId>& ids) const;

  // Remembers `count` ids from `ids`; pieces or lists that are too long are left out.
  void put(std::string_view piece, uint64_t hash, const TokenId* ids, size_t count) const;

 private:
  struct alignas(128) Slot {
    mutable std::atomic<bool> busy{false};
    uint8_t bytes = 0;  // 0: empty, as pieces never are
    uint8_t count = 0;
    std::array<char, kMaxBytes> piece;
    std::array<TokenId, kMaxIds> ids;
  };

  std::unique_ptr<Slot[]> slots_ = std::make_unique<Slot[]>(kSlots);
};

}  // namespace dragoman::text
