// Numbers in words, in base 12: digits, dozens, grosses, and a word for each power of 1,728.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::transducers {

// The words: digits 0 … 11, then these.
inline constexpr uint8_t kDozen = 12;
inline constexpr uint8_t kGross = 13;
inline constexpr uint8_t kFirstPower = 14;  // 1,728; the next is its square
inline constexpr int kPowers = 5;
inline constexpr uint8_t kGrouped = kFirstPower + kPowers;  // first of all: commas at thousands
inline constexpr int kNumerals = kGrouped + 1;

// "48" or "1,250". Leading zeros are said one by one. Nothing for more than 18 digits.
std::optional<std::vector<uint8_t>> numeral_words(std::string_view number);

// The number again; nothing for words that numeral_words does not give.
std::optional<std::string> number_of(std::span<const uint8_t> words);

}  // namespace dragoman::transducers
