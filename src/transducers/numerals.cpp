#include "transducers/numerals.h"

#include <algorithm>

namespace dragoman::transducers {
namespace {

constexpr uint64_t kBase = 12;
constexpr uint64_t kGroup = kBase * kBase * kBase;
constexpr size_t kMostDigits = 18;

void say_group(uint64_t group, std::vector<uint8_t>& words) {
  const auto say = [&](uint64_t digit) { words.push_back(static_cast<uint8_t>(digit)); };
  if (const uint64_t grosses = group / (kBase * kBase)) {
    say(grosses);
    words.push_back(kGross);
  }
  if (const uint64_t dozens = group / kBase % kBase) {
    say(dozens);
    words.push_back(kDozen);
  }
  if (const uint64_t ones = group % kBase) say(ones);
}

void say(uint64_t value, int power, std::vector<uint8_t>& words) {
  if (value >= kGroup) say(value / kGroup, power + 1, words);
  const uint64_t group = value % kGroup;
  if (group == 0) return;
  say_group(group, words);
  if (power > 0) words.push_back(static_cast<uint8_t>(kFirstPower + power - 1));
}

uint64_t value_of(std::span<const uint8_t> words) {
  uint64_t value = 0, group = 0, digit = 0;
  for (const uint8_t word : words) {
    if (word < kDozen) {
      digit = word;
      continue;
    }
    if (word < kFirstPower) {
      group += digit * (word == kDozen ? kBase : kBase * kBase);
    } else {
      group += digit;
      for (int power = kFirstPower; power <= word; ++power) group *= kGroup;
      value += group;
      group = 0;
    }
    digit = 0;
  }
  return value + group + digit;
}

std::string with_commas(const std::string& digits) {
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace

std::optional<std::vector<uint8_t>> numeral_words(std::string_view number) {
  std::string digits(number);
  std::erase(digits, ',');
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  std::vector<uint8_t> words;
  if (digits.size() < number.size()) words.push_back(kGrouped);
  const size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  words.insert(words.end(), zeros, 0);
  if (zeros < digits.size()) say(std::stoull(digits), 0, words);
  return words;
}

std::optional<std::string> number_of(std::span<const uint8_t> words) {
  std::span<const uint8_t> rest = words;
  const bool grouped = !rest.empty() && rest.front() == kGrouped;
  if (grouped) rest = rest.subspan(1);
  std::string number;
  for (; !rest.empty() && rest.front() == 0; rest = rest.subspan(1)) number += '0';
  if (!rest.empty()) number += std::to_string(value_of(rest));
  if (grouped) number = with_commas(number);
  const auto again = numeral_words(number);
  if (!again || !std::ranges::equal(*again, words)) return std::nullopt;
  return number;
}

}  // namespace dragoman::transducers
