#include "text/word_cache.h"

namespace dragoman::text {
namespace {

uint64_t mix(uint64_t a, uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

}  // namespace

uint64_t WordCache::hash(std::string_view piece) {
  uint64_t state = 0x9E3779B97F4A7C15ULL ^ piece.size();
  while (piece.size() >= 8) {
    uint64_t chunk;
    std::memcpy(&chunk, piece.data(), 8);
    state = mix(state ^ chunk, 0xD6E8FEB86659FD93ULL);
    piece.remove_prefix(8);
  }
  uint64_t rest = 0;
  std::memcpy(&rest, piece.data(), piece.size());
  return mix(state ^ rest, 0xA0761D6478BD642FULL);
}

bool WordCache::find(std::string_view piece, uint64_t hash, std::vector<TokenId>& ids) const {
  if (piece.size() > kMaxBytes) return false;
  const Slot& slot = slots_[hash % kSlots];
  if (slot.busy.exchange(true, std::memory_order_acquire)) return false;
  const bool hit =
      slot.bytes == piece.size() && std::memcmp(slot.piece.data(), piece.data(), piece.size()) == 0;
  if (hit) ids.insert(ids.end(), slot.ids.begin(), slot.ids.begin() + slot.count);
  slot.busy.store(false, std::memory_order_release);
  return hit;
}

void WordCache::put(std::string_view piece, uint64_t hash, const TokenId* ids, size_t count) const {
  if (piece.size() > kMaxBytes || count > kMaxIds) return;
  Slot& slot = slots_[hash % kSlots];
  if (slot.busy.exchange(true, std::memory_order_acquire)) return;
  slot.bytes = static_cast<uint8_t>(piece.size());
  slot.count = static_cast<uint8_t>(count);
  std::memcpy(slot.piece.data(), piece.data(), piece.size());
  std::memcpy(slot.ids.data(), ids, count * sizeof(TokenId));
  slot.busy.store(false, std::memory_order_release);
}

}  // namespace dragoman::text
