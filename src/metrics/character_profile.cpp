#include "metrics/character_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

constexpr double kUnseen = 1e-5;  // of a character that no text showed
constexpr int kOrders = 3;

// Folded, with one space for each run of white space and one at both ends; empty stays empty.
std::u32string plain(std::string_view given) {
  const std::string folded = text::fold_case(given);
  std::u32string out;
  for (const std::string_view word : text::split_whitespace(folded)) {
    out.push_back(U' ');
    out += text::to_code_points(word);
  }
  if (!out.empty()) out.push_back(U' ');
  return out;
}

// A character has 21 bits; the lowest two bits tell the orders apart.
uint64_t pack(std::u32string_view context) {
  uint64_t key = 0;
  for (const char32_t character : context) key = (key << 21U) | character;
  return (key << 2U) | context.size();
}

// 44 bits of context; the top bit of private-use characters is lost.
uint64_t with_next(uint64_t context, char32_t next) {
  return context | (static_cast<uint64_t>(next) << 44U);
}

}  // namespace

struct CharacterProfile::Keys : std::array<uint64_t, kOrders> {
  // Of the characters before position `at`; from the longest context to none.
  Keys(std::u32string_view text, size_t at) {
    for (size_t order = 0; order < kOrders; ++order) {
      const size_t length = std::min<size_t>(kOrders - 1 - order, at);
      (*this)[order] = pack(text.substr(at - length, length));
    }
  }
};

void CharacterProfile::count(uint64_t context, char32_t next) {
  Context& seen = contexts_[context];
  ++seen.seen;
  if (++counts_[with_next(context, next)] == 1) ++seen.kinds;
}

void CharacterProfile::add(std::string_view given) {
  const std::u32string text = plain(given);
  for (size_t at = 1; at < text.size(); ++at) {
    uint64_t last = 0;
    for (const uint64_t context : Keys(text, at)) {
      if (context != last) count(context, text[at]);
      last = context;
    }
    ++size_;
  }
}

double CharacterProfile::probability(const Keys& keys, char32_t next) const {
  double estimate = kUnseen;
  for (size_t order = kOrders; order-- > 0;) {
    const auto context = contexts_.find(keys[order]);
    if (context == contexts_.end()) continue;
    if (order > 0 && keys[order] == keys[order - 1]) continue;
    const auto found = counts_.find(with_next(keys[order], next));
    const auto seen = static_cast<double>(context->second.seen);
    const auto kinds = static_cast<double>(context->second.kinds);
    const double times = found == counts_.end() ? 0.0 : static_cast<double>(found->second);
    estimate = (times + kinds * estimate) / (seen + kinds);
  }
  return estimate;
}

double CharacterProfile::fit(std::string_view given) const {
  const std::u32string text = plain(given);
  if (text.size() < 2) return 0.0;
  double sum = 0.0;
  for (size_t at = 1; at < text.size(); ++at)
    sum += std::log(probability(Keys(text, at), text[at]));
  return sum / static_cast<double>(text.size() - 1);
}

}  // namespace dragoman::metrics
