#include "templates/lexer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

// \r\n and \r become \n; the last line end goes.
std::string with_plain_lines(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  for (size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\r') {
      out += source[i];
    } else {
      out += '\n';
      if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
    }
  }
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

size_t digits_at(std::string_view text, size_t at, auto digit) {
  size_t end = at;
  while (end < text.size() &&
         (digit(text[end]) || (text[end] == '_' && end > at && end + 1 < text.size() &&
                               digit(text[end + 1]) && digit(text[end - 1]))))
    ++end;
  return end - at;
}

// Bytes of the float that begins here; 0 when none does.
size_t float_size(std::string_view text) {
  size_t size = digits_at(text, 0, is_digit);
  if (size == 0) return 0;
  const size_t whole = size;
  if (size + 1 < text.size() && text[size] == '.' && is_digit(text[size + 1]))
    size += 1 + digits_at(text, size + 1, is_digit);
  if (size < text.size() && (text[size] == 'e' || text[size] == 'E')) {
    size_t at = size + 1;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const size_t exponent = digits_at(text, at, is_digit);
    if (exponent > 0) return at + exponent;
  }
  return size == whole ? 0 : size;
}

size_t integer_size(std::string_view text) {
  const auto with_prefix = [&](char letter, auto digit) -> size_t {
    if (text.size() < 3 || text[0] != '0' || (text[1] | 0x20) != letter) return 0;
    const size_t skip = text[2] == '_' ? 3 : 2;
    const size_t size = digits_at(text, skip, digit);
    return size == 0 ? 0 : skip + size;
  };
  const auto hex = [](char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); };
  for (const size_t size :
       {with_prefix('b', [](char c) { return c == '0' || c == '1'; }),
        with_prefix('o', [](char c) { return c >= '0' && c <= '7'; }), with_prefix('x', hex)})
    if (size > 0) return size;
  if (text.empty() || !is_digit(text[0])) return 0;
  if (text[0] == '0') return digits_at(text, 0, [](char c) { return c == '0'; });
  return digits_at(text, 0, is_digit);
}

class Lexer {
 public:
  Lexer(std::string_view source, const std::string& name)
      : source_(with_plain_lines(source)), rest_(source_), name_(name) {}

  std::vector<Token> read() {
    while (!rest_.empty()) read_data();
    add(TokenKind::kEnd, "");
    return std::move(tokens_);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw_input("{}: line {}: {}", name_, line_, message);
  }

  void add(TokenKind kind, std::string text) { tokens_.push_back({kind, std::move(text), line_}); }

  void skip(size_t size) {
    if (size == 0) return;
    line_ += static_cast<int>(
        std::count(rest_.begin(), rest_.begin() + static_cast<int64_t>(size), '\n'));
    line_starting_ = rest_[size - 1] == '\n';
    rest_.remove_prefix(size);
  }

  void skip_space() { skip(rest_.size() - text::strip_left(rest_).size()); }

  // Text up to the next tag, then the tag.
  void read_data() {
    size_t at = rest_.find('{');
    const auto opens = [&] {
      return at + 1 < rest_.size() &&
             (rest_[at + 1] == '{' || rest_[at + 1] == '%' || rest_[at + 1] == '#');
    };
    while (at != rest_.npos && !opens()) at = rest_.find('{', at + 1);
    if (at == rest_.npos) {
      add(TokenKind::kData, std::string(rest_));
      skip(rest_.size());
      return;
    }
    const char kind = rest_[at + 1];
    const char sign = at + 2 < rest_.size() ? rest_[at + 2] : ' ';
    add_data(rest_.substr(0, at), sign, kind != '{');
    skip(at);
    skip(sign == '-' || sign == '+' ? 3 : 2);
    if (kind == '#') {
      skip_comment();
    } else if (kind == '{') {
      add(TokenKind::kVariableBegin, "{{");
      read_tag("}}", TokenKind::kVariableEnd);
    } else if (!read_raw()) {
      add(TokenKind::kBlockBegin, "{%");
      read_tag("%}", TokenKind::kBlockEnd);
    }
  }

  void add_data(std::string_view text, char sign, bool strips_line) {
    if (sign == '-') {
      text = text::strip_right(text);
    } else if (sign != '+' && strips_line) {
      const size_t line = text.rfind('\n');
      const size_t begin = line == text.npos ? 0 : line + 1;
      if ((begin > 0 || line_starting_) && text::strip(text.substr(begin)).empty())
        text = text.substr(0, begin);
    }
    if (!text.empty()) add(TokenKind::kData, std::string(text));
  }

  void skip_comment() {
    const size_t end = rest_.find("#}");
    if (end == rest_.npos) fail("a comment does not end: #} is missing");
    const char sign = end > 0 ? rest_[end - 1] : ' ';
    skip(end + 2);
    after_end(sign, true);
  }

  void after_end(char sign, bool trims_line) {
    if (sign == '-')
      skip_space();
    else if (sign != '+' && trims_line && rest_.starts_with('\n'))
      skip(1);
  }

  // {% raw %} … {% endraw %}: what stands between is data.
  bool read_raw() {
    std::string_view tag = text::strip_left(rest_);
    if (!tag.starts_with("raw")) return false;
    tag = text::strip_left(tag.substr(3));
    const bool strips = tag.starts_with("-%}");
    if (!strips && !tag.starts_with("%}")) return false;
    skip(static_cast<size_t>(tag.data() - rest_.data()) + (strips ? 3 : 2));
    if (strips) skip_space();
    for (size_t at = rest_.find("{%"); at != rest_.npos; at = rest_.find("{%", at + 1)) {
      const char sign = at + 2 < rest_.size() ? rest_[at + 2] : ' ';
      std::string_view end = rest_.substr(at + (sign == '-' || sign == '+' ? 3 : 2));
      end = text::strip_left(end);
      if (!end.starts_with("endraw")) continue;
      end = text::strip_left(end.substr(6));
      const char close = end.empty() ? ' ' : end[0];
      if (close == '-' || close == '+') end.remove_prefix(1);
      if (!end.starts_with("%}")) continue;
      add_data(rest_.substr(0, at), sign, true);
      skip(static_cast<size_t>(end.data() - rest_.data()) + 2);
      after_end(close, true);
      return true;
    }
    fail("a raw block does not end: {% endraw %} is missing");
  }

  bool read_end(std::string_view end, TokenKind kind) {
    const bool block = kind == TokenKind::kBlockEnd;
    const char sign = rest_[0];
    const bool has_sign = sign == '-' || (block && sign == '+');
    if (!rest_.substr(has_sign ? 1 : 0).starts_with(end)) return false;
    add(kind, std::string(end));
    skip(end.size() + (has_sign ? 1 : 0));
    after_end(has_sign ? sign : ' ', block);
    return true;
  }

  void read_tag(std::string_view end, TokenKind kind) {
    std::string open;  // the closing brackets that are still to come
    while (true) {
      skip_space();
      if (rest_.empty()) fail(fmt::format("a tag does not end: {} is missing", end));
      if (open.empty() && read_end(end, kind)) return;
      if (!read_number() && !read_name() && !read_string()) read_operator(open);
    }
  }

  bool read_number() {
    const bool after_point =
        !tokens_.empty() && rest_.data() > source_.data() && rest_.data()[-1] == '.';
    const size_t as_float = after_point ? 0 : float_size(rest_);
    const size_t size = as_float > 0 ? as_float : integer_size(rest_);
    if (size == 0) return false;
    std::string digits(rest_.substr(0, size));
    digits.erase(std::remove(digits.begin(), digits.end(), '_'), digits.end());
    add(as_float > 0 ? TokenKind::kFloat : TokenKind::kInteger, std::move(digits));
    skip(size);
    return true;
  }

  bool read_name() {
    size_t size = 0;
    while (size < rest_.size() && (is_letter(rest_[size]) || (size > 0 && is_digit(rest_[size]))))
      ++size;
    if (size == 0) return false;
    add(TokenKind::kName, std::string(rest_.substr(0, size)));
    skip(size);
    return true;
  }

  bool read_string() {
    const char quote = rest_[0];
    if (quote != '\'' && quote != '"') return false;
    size_t end = 1;
    while (end < rest_.size() && rest_[end] != quote) end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) fail("a string does not end");
    add(TokenKind::kString, unescape(rest_.substr(1, end - 1), name_, line_));
    skip(end + 1);
    return true;
  }

  void read_operator(std::string& open) {
    static constexpr std::array<std::string_view, 26> kOperators = {
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[",
        "]",  "(",  ")",  "{",  "}",  ">",  "<", "=", ".", ":", "|", ",", ";"};
    const auto* found = std::find_if(kOperators.begin(), kOperators.end(),
                                     [&](std::string_view o) { return rest_.starts_with(o); });
    if (found == kOperators.end()) {
      size_t next = 0;
      text::next_code_point(rest_, next);
      fail(fmt::format("the character {} has no meaning here", rest_.substr(0, next)));
    }
    const char c = (*found)[0];
    const size_t bracket = std::string_view("{([").find(c);
    if (bracket != std::string_view::npos) {
      open += "})]"[bracket];
    } else if (std::string_view("})]").find(c) != std::string_view::npos) {
      if (open.empty() || open.back() != c)
        fail(open.empty() ? fmt::format("{} closes nothing", c)
                          : fmt::format("{} stands where {} must", c, open.back()));
      open.pop_back();
    }
    add(TokenKind::kOperator, std::string(*found));
    skip(found->size());
  }

  std::string source_;
  std::string_view rest_;
  const std::string& name_;
  std::vector<Token> tokens_;
  int line_ = 1;
  bool line_starting_ = true;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source, const std::string& name) {
  text::require_utf8(source, name);
  return Lexer(source, name).read();
}

}  // namespace dragoman::templates
