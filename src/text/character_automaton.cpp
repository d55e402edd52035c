#include "text/character_automaton.h"

#include <algorithm>

#include "text/utf8.h"

namespace dragoman::text {
namespace {

constexpr int32_t kLastCodePoint = 0x10FFFF;

}  // namespace

CharacterAutomaton::CharacterAutomaton(icu::UnicodeSet characters) {
  characters.remove(0xD800, 0xDFFF);
  Row row;
  row.fill(kDead);
  for (int32_t byte = 0; byte < 0x80; ++byte)
    if (characters.contains(byte)) row[byte] = kWhole;
  for (int32_t byte = 0xC2; byte < 0xE0; ++byte)
    row[byte] = state_of(characters, {(byte & 0x1F) << 6, 1, 0x80});
  for (int32_t byte = 0xE0; byte < 0xF0; ++byte)
    row[byte] = state_of(characters, {(byte & 0x0F) << 12, 2, 0x800});
  for (int32_t byte = 0xF0; byte < 0xF5; ++byte)
    row[byte] = state_of(characters, {(byte & 0x07) << 18, 3, 0x10000});
  start_ = add(row);
}

int16_t CharacterAutomaton::state_of(const icu::UnicodeSet& characters, const Range& range) {
  if (range.left == 0)
    return range.first >= range.least && characters.contains(range.first) ? kWhole : kDead;
  const int32_t low = std::max(range.first, range.least);
  const int32_t high = std::min(range.first + range.size() - 1, kLastCodePoint);
  if (low > high || characters.containsNone(low, high)) return kDead;
  Row row;
  row.fill(kDead);
  for (int32_t i = 0; i < 64; ++i) {
    Range part{range.first, range.left - 1, range.least};
    part.first += i * part.size();
    row[0x80 + i] = state_of(characters, part);
  }
  return add(row);
}

int16_t CharacterAutomaton::add(const Row& row) {
  if (std::all_of(row.begin(), row.end(), [](int16_t next) { return next == kDead; })) return kDead;
  const auto found = std::find(rows_.begin(), rows_.end(), row);
  if (found == rows_.end()) rows_.push_back(row);
  return static_cast<int16_t>(std::find(rows_.begin(), rows_.end(), row) - rows_.begin());
}

}  // namespace dragoman::text
