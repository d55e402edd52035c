#include "transducers/tokens.h"

#include <algorithm>

#include "text/utf8.h"

namespace dragoman::transducers {
namespace {

constexpr size_t kLongestMailName = 64;

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char at_or_zero(std::string_view line, size_t at) { return at < line.size() ? line[at] : '\0'; }

template <class Predicate>
size_t end_of(std::string_view line, size_t at, Predicate belongs) {
  while (at < line.size() && belongs(line[at])) ++at;
  return at;
}

std::optional<size_t> code_end(std::string_view line, size_t at) {
  const size_t closing = line.find('`', at + 1);
  if (closing == std::string_view::npos || closing == at + 1) return std::nullopt;
  return closing + 1;
}

std::optional<size_t> placeholder_end(std::string_view line, size_t at) {
  if (!line.substr(at).starts_with("<<")) return std::nullopt;
  const size_t digits = end_of(line, at + 2, is_ascii_digit);
  if (digits == at + 2 || !line.substr(digits).starts_with(">>")) return std::nullopt;
  return digits + 2;
}

// Marks at the end of an address belong to the sentence.
std::optional<size_t> address_end(std::string_view line, size_t at) {
  const std::string_view rest = line.substr(at);
  size_t scheme = 0;
  for (const std::string_view known : {"http://", "https://", "ftp://", "www."})
    if (rest.starts_with(known)) scheme = known.size();
  if (scheme == 0 || (at > 0 && is_ascii_letter(line[at - 1]))) return std::nullopt;
  size_t end = end_of(line, at, [](char c) { return c > ' ' && c < '\x7f'; });
  while (std::string_view(".,;:!?)'\"]}").find(line[end - 1]) != std::string_view::npos) --end;
  return end > at + scheme ? std::optional(end) : std::nullopt;
}

bool in_mail_name(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c) ||
         std::string_view("._%+-").find(c) != std::string_view::npos;
}

bool in_host(char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-'; }

std::optional<size_t> mail_end(std::string_view line, size_t at) {
  const size_t name = end_of(line.substr(0, at + kLongestMailName), at, in_mail_name);
  if (name == at || at_or_zero(line, name) != '@') return std::nullopt;
  size_t end = end_of(line, name + 1, in_host);
  if (end == name + 1) return std::nullopt;
  bool dotted = false;
  while (at_or_zero(line, end) == '.') {
    const size_t part = end_of(line, end + 1, in_host);
    if (part == end + 1) break;
    end = part;
    dotted = true;
  }
  return dotted ? std::optional(end) : std::nullopt;
}

bool is_fixed_letter(std::string_view line, size_t at, size_t end) {
  if (end - at != 1) return false;
  if (at_or_zero(line, end) == ')') return true;  // "A)", "(b)"
  if (at == 0 && (at_or_zero(line, end) == '.' || at_or_zero(line, end) == ':')) return true;
  return line[at] != 'a' && line[at] != 'A' && line[at] != 'I';
}

Token token_at(std::string_view line, size_t at) {
  const char c = line[at];
  const auto token = [&](TokenKind kind, size_t end) {
    return Token{kind, line.substr(at, end - at)};
  };
  if (is_space(c)) return token(TokenKind::kSpace, end_of(line, at, is_space));
  if (const auto end = fixed_end(line, at)) return token(TokenKind::kFixed, *end);
  if (is_ascii_digit(c)) return token(TokenKind::kNumber, number_end(line, at));
  if (is_ascii_letter(c)) {
    const size_t end = cased_word_end(line, at);
    return token(is_fixed_letter(line, at, end) ? TokenKind::kFixed : TokenKind::kWord, end);
  }
  size_t end = at;
  text::next_code_point(line, end);
  return token(TokenKind::kMark, end);
}

}  // namespace

bool is_ascii_letter(char c) { return is_small(c) || is_capital(c); }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<size_t> fixed_end(std::string_view line, size_t at) {
  const char c = line[at];
  if (c == '`') return code_end(line, at);
  if (c == '<') return placeholder_end(line, at);
  if (const auto end = address_end(line, at)) return end;
  return mail_end(line, at);
}

size_t cased_word_end(std::string_view line, size_t at) {
  const size_t capitals = end_of(line, at, is_capital);
  if (capitals - at > 1) return capitals;
  return end_of(line, capitals, is_small);
}

LetterCase case_of(std::string_view word) {
  if (is_small(word.front())) return LetterCase::kSmall;
  return word.size() > 1 && is_capital(word[1]) ? LetterCase::kCapitals : LetterCase::kCapital;
}

size_t number_end(std::string_view line, size_t at) {
  const size_t first = end_of(line, at, is_ascii_digit);
  if (first - at > 3 || line[at] == '0') return first;
  size_t end = first;
  while (at_or_zero(line, end) == ',') {
    const size_t group = end_of(line, end + 1, is_ascii_digit);
    if (group - end != 4) break;
    end = group;
  }
  return end;
}

std::vector<Token> english_tokens(std::string_view line) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < line.size(); at += tokens.back().text.size())
    tokens.push_back(token_at(line, at));
  return tokens;
}

}  // namespace dragoman::transducers
