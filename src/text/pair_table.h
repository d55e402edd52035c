// A hash table keyed by pairs of token ids; open addressing, no removal.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "text/token.h"

namespace dragoman::text {

// Safe to read from any number of threads once nobody writes.
template <class Value>
class PairTable {
 public:
  explicit PairTable(size_t pairs = 16)
      : slots_(std::bit_ceil(pairs * 2 + 1)), mask_(slots_.size() - 1) {}

  // The pair's value, made from nothing where it was not there. Valid until the next new pair.
  Value& at(TokenId left, TokenId right) {
    if ((size_ + 1) * 2 > slots_.size()) grow();
    const uint64_t key = key_of(left, right);
    size_t i = place_of(key);
    while (slots_[i].key != kEmpty && slots_[i].key != key) i = (i + 1) & mask_;
    if (slots_[i].key == kEmpty) {
      slots_[i].key = key;
      ++size_;
    }
    return slots_[i].value;
  }

  const Value* find(TokenId left, TokenId right) const {
    const uint64_t key = key_of(left, right);
    for (size_t i = place_of(key); slots_[i].key != kEmpty; i = (i + 1) & mask_)
      if (slots_[i].key == key) return &slots_[i].value;
    return nullptr;
  }

  // Calls visit(left, right, value) for every pair, in no particular order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_)
      if (slot.key != kEmpty)
        visit(static_cast<TokenId>(slot.key >> 32), static_cast<TokenId>(slot.key & 0xFFFFFFFFU),
              slot.value);
  }

 private:
  static constexpr uint64_t kEmpty = ~uint64_t{0};  // no pair: ids are not negative
  struct Slot {
    uint64_t key = kEmpty;
    Value value{};
  };

  static uint64_t key_of(TokenId left, TokenId right) {
    return (uint64_t{static_cast<uint32_t>(left)} << 32) | static_cast<uint32_t>(right);
  }

  size_t place_of(uint64_t key) const {
    key *= 0x9E3779B97F4A7C15ULL;
    return static_cast<size_t>(key ^ (key >> 32)) & mask_;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (Slot& slot : old) {
      if (slot.key == kEmpty) continue;
      size_t i = place_of(slot.key);
      while (slots_[i].key != kEmpty) i = (i + 1) & mask_;
      slots_[i] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  size_t mask_;
  size_t size_ = 0;
};

}  // namespace dragoman::text
