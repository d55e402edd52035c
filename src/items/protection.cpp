#include "items/protection.h"

#include <algorithm>
#include <charconv>

#include "text/utf8.h"
#include "transducers/layout.h"

namespace dragoman::items {
namespace {

using transducers::Token;
using transducers::TokenKind;

struct Stretch {
  size_t begin = 0;
  size_t end = 0;
};

bool is_word_byte(std::string_view text, size_t at) {
  if (at >= text.size()) return false;
  const char c = text[at];
  return transducers::is_ascii_letter(c) || transducers::is_ascii_digit(c) || (c & '\x80') != 0;
}

void find_spans(std::string_view text, std::span<const std::string> spans,
                std::vector<Stretch>& found) {
  for (const std::string& span : spans) {
    if (span.empty()) continue;
    for (size_t at = 0; (at = text.find(span, at)) != text.npos; at += span.size()) {
      const bool inside =
          (at > 0 && is_word_byte(text, at - 1)) || is_word_byte(text, at + span.size());
      if (!inside) found.push_back({at, at + span.size()});
    }
  }
}

bool has(const transducers::Item& item, TokenKind kind) {
  return std::any_of(item.tokens.begin(), item.tokens.end(),
                     [&](const Token& token) { return token.kind == kind; });
}

// "$12.50" as a whole; of "mid-80s" the 80s.
void find_in_line(std::string_view text, std::string_view line, std::vector<Stretch>& found) {
  const auto add = [&](std::string_view part) {
    const auto begin = static_cast<size_t>(part.data() - text.data());
    if (!found.empty() && found.back().end == begin)
      found.back().end += part.size();  // "80" and "s"
    else
      found.push_back({begin, begin + part.size()});
  };
  const std::vector<Token> tokens = transducers::english_tokens(line);
  for (const transducers::Item& item : transducers::lay_out(line, tokens, true).items) {
    if (item.fixed || (has(item, TokenKind::kNumber) && !has(item, TokenKind::kWord))) {
      add(item.text());
      continue;
    }
    for (const Token& token : item.tokens)
      if (token.kind == TokenKind::kNumber || token.kind == TokenKind::kFixed) add(token.text);
  }
}

// In order, the longer first where two begin together; none overlaps another.
void sort_out(std::vector<Stretch>& found) {
  std::ranges::sort(found, [](const Stretch& a, const Stretch& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  size_t covered = 0;
  std::erase_if(found, [&](const Stretch& stretch) {
    const bool overlaps = stretch.begin < covered;
    if (!overlaps) covered = stretch.end;
    return overlaps;
  });
}

// Calls `visit(begin, end, number)` for each placeholder.
template <class Visit>
void for_each_placeholder(std::string_view text, Visit&& visit) {
  for (size_t at = 0; (at = text.find("<<", at)) != text.npos;) {
    const auto end = transducers::fixed_end(text, at);
    if (!end) {
      ++at;
      continue;
    }
    int64_t number = 0;
    const std::string_view digits = text.substr(at + 2, *end - at - 4);
    if (digits.size() <= 9) std::from_chars(digits.data(), digits.data() + digits.size(), number);
    visit(at, *end, number);
    at = *end;
  }
}

template <class Replace>
std::string replaced(std::string_view text, Replace&& replace) {
  std::string out;
  size_t done = 0;
  for_each_placeholder(text, [&](size_t begin, size_t end, int64_t number) {
    out.append(text.substr(done, begin - done))
        .append(replace(number, text.substr(begin, end - begin)));
    done = end;
  });
  return out.append(text.substr(done));
}

}  // namespace

Protected protect(std::string_view text, std::span<const std::string> spans) {
  std::vector<Stretch> found;
  for (const std::string_view line : text::split(text, '\n')) find_in_line(text, line, found);
  find_spans(text, spans, found);
  sort_out(found);
  Protected result;
  size_t done = 0;
  for (const Stretch& stretch : found) {
    result.originals.emplace_back(text.substr(stretch.begin, stretch.end - stretch.begin));
    result.text.append(text.substr(done, stretch.begin - done))
        .append("<<" + std::to_string(result.originals.size()) + ">>");
    done = stretch.end;
  }
  result.text.append(text.substr(done));
  return result;
}

std::vector<int64_t> placeholders_in(std::string_view text) {
  std::vector<int64_t> numbers;
  for_each_placeholder(text, [&](size_t, size_t, int64_t number) { numbers.push_back(number); });
  return numbers;
}

std::string restore(std::string_view text, std::span<const std::string> originals) {
  return replaced(text, [&](int64_t number, std::string_view written) {
    const bool known = number >= 1 && number <= static_cast<int64_t>(originals.size());
    return known ? std::string_view(originals[static_cast<size_t>(number - 1)]) : written;
  });
}

std::string without_placeholders(std::string_view text) {
  return replaced(text, [](int64_t, std::string_view) { return std::string_view(" "); });
}

}  // namespace dragoman::items
