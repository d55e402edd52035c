#include "templates/unicode_text.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cstring>

#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

bool is_space(char32_t c) { return text::is_python_space(c); }

std::u32string decoded(const std::optional<std::string>& characters) {
  return characters ? text::to_code_points(*characters) : std::u32string();
}

// Ligatures and ß become two letters, of which one is a capital.
std::string title_character(char32_t c) {
  const auto titled = static_cast<char32_t>(u_totitle(static_cast<UChar32>(c)));
  const std::string one = text::to_utf8(std::u32string(1, titled));
  const std::string capitals = text::upper(one);
  if (titled != c || text::count_code_points(capitals) == 1) return one;
  const size_t first = character_bytes(capitals, 0);
  return capitals.substr(0, first) + text::lower(std::string_view(capitals).substr(first));
}

// The lower case of the character at `begin`; a sigma's depends on what stands around it.
std::string lower_at(std::string_view text, size_t begin, size_t end) {
  constexpr std::string_view kSigma = "Σ";
  const std::string_view one = text.substr(begin, end - begin);
  if (one != kSigma) return text::lower(one);
  const auto cased_beside = [&](bool before) {
    size_t at = before ? begin : end;
    while (before ? at > 0 : at < text.size()) {
      size_t next = before ? text::previous_code_point(text, at) : at;
      at = next;
      const auto c = static_cast<UChar32>(text::next_code_point(text, next));
      if (!before) at = next;
      if (!u_hasBinaryProperty(c, UCHAR_CASE_IGNORABLE))
        return u_hasBinaryProperty(c, UCHAR_CASED) != 0;
    }
    return false;
  };
  return cased_beside(true) && !cased_beside(false) ? "ς" : "σ";
}

bool is_cased(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_CASED); }

}  // namespace

size_t character_bytes(std::string_view text, size_t at) {
  size_t next = at;
  text::next_code_point(text, next);
  return next - at;
}

int64_t count_characters(std::string_view text) { return text::count_code_points(text); }

size_t byte_of(std::string_view text, int64_t index) {
  size_t at = 0;
  for (; index > 0 && at < text.size(); --index) text::next_code_point(text, at);
  return at;
}

size_t find_bytes(std::string_view text, std::string_view needle, size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (needle.empty()) return from;
  const void* found = memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  if (!found) return std::string_view::npos;
  return static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

std::string_view strip(std::string_view text, const std::optional<std::string>& characters,
                       Sides sides) {
  const std::u32string set = decoded(characters);
  const auto drops = [&](char32_t c) {
    return characters ? set.find(c) != std::u32string::npos : is_space(c);
  };
  size_t begin = 0;
  while (sides.left && begin < text.size()) {
    size_t next = begin;
    if (!drops(text::next_code_point(text, next))) break;
    begin = next;
  }
  size_t end = text.size();
  while (sides.right && end > begin) {
    const size_t previous = text::previous_code_point(text, end);
    size_t at = previous;
    if (!drops(text::next_code_point(text, at))) break;
    end = previous;
  }
  return text.substr(begin, end - begin);
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator,
                                    int64_t limit) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (; limit != 0; --limit) {
    const size_t found = find_bytes(text, separator, begin);
    if (found == std::string_view::npos) break;
    parts.push_back(text.substr(begin, found - begin));
    begin = found + separator.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::vector<std::string_view> split_from_right(std::string_view text, std::string_view separator,
                                               int64_t limit) {
  std::vector<std::string_view> parts;
  size_t end = text.size();
  for (; limit != 0 && end >= separator.size(); --limit) {
    const size_t found = text.substr(0, end).rfind(separator);
    if (found == std::string_view::npos) break;
    parts.push_back(text.substr(found + separator.size(), end - found - separator.size()));
    end = found;
  }
  parts.push_back(text.substr(0, end));
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<std::string_view> split_space(std::string_view text, int64_t limit) {
  std::vector<std::string_view> parts;
  std::string_view rest = strip(text, std::nullopt, {true, false});
  while (!rest.empty()) {
    if (limit == 0) {
      parts.push_back(rest);
      break;
    }
    size_t end = 0;
    for (size_t next = 0; end < rest.size(); end = next)
      if (is_space(text::next_code_point(rest, next))) break;
    parts.push_back(rest.substr(0, end));
    rest = strip(rest.substr(end), std::nullopt, {true, false});
    --limit;
  }
  return parts;
}

std::vector<std::string_view> split_space_from_right(std::string_view text, int64_t limit) {
  std::vector<std::string_view> parts;
  std::string_view rest = strip(text, std::nullopt, {false, true});
  while (!rest.empty()) {
    if (limit == 0) {
      parts.push_back(rest);
      break;
    }
    size_t begin = rest.size();
    while (begin > 0) {
      const size_t previous = text::previous_code_point(rest, begin);
      size_t at = previous;
      if (is_space(text::next_code_point(rest, at))) break;
      begin = previous;
    }
    parts.push_back(rest.substr(begin));
    rest = strip(rest.substr(0, begin), std::nullopt, {false, true});
    --limit;
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<std::string_view> split_lines(std::string_view text, bool keep_ends) {
  constexpr std::u32string_view kEnds = U"\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029";
  std::vector<std::string_view> lines;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = at;
    const char32_t c = text::next_code_point(text, at);
    if (kEnds.find(c) == std::u32string_view::npos) continue;
    if (c == '\r' && at < text.size() && text[at] == '\n') ++at;
    lines.push_back(text.substr(begin, (keep_ends ? at : end) - begin));
    begin = at;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

std::string replace(std::string_view text, std::string_view from, std::string_view to,
                    int64_t limit) {
  std::string out;
  size_t begin = 0;
  for (; limit != 0; --limit) {
    const size_t found = find_bytes(text, from, begin);
    if (found == std::string_view::npos) break;
    out.append(text.substr(begin, found - begin)).append(to);
    begin = found + from.size();
    if (!from.empty()) continue;
    if (begin >= text.size()) return out;
    const size_t size = character_bytes(text, begin);
    out.append(text.substr(begin, size));
    begin += size;
  }
  return out.append(text.substr(begin));
}

std::string capitalize(std::string_view text) {
  if (text.empty()) return "";
  size_t at = 0;
  const char32_t first = text::next_code_point(text, at);
  return title_character(first) + text::lower(text).substr(text::lower(text.substr(0, at)).size());
}

std::string title(std::string_view text) {
  std::string out;
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t c = text::next_code_point(text, at);
    out += inside ? lower_at(text, begin, at) : title_character(c);
    inside = is_cased(c);
  }
  return out;
}

std::string swap_case(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const auto c = static_cast<UChar32>(text::next_code_point(text, at));
    const std::string_view one = text.substr(begin, at - begin);
    if (u_hasBinaryProperty(c, UCHAR_UPPERCASE))
      out += lower_at(text, begin, at);
    else
      out += u_hasBinaryProperty(c, UCHAR_LOWERCASE) ? text::upper(one) : std::string(one);
  }
  return out;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\'': out += "&#39;"; break;
      case '"': out += "&#34;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace dragoman::templates
