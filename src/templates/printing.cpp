#include "templates/printing.h"

#include <charconv>
#include <cmath>

#include "templates/object.h"
#include "templates/unicode_text.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

std::string string_repr(std::string_view text) {
  const bool double_quotes = text.find('\'') != text.npos && text.find('"') == text.npos;
  const char quote = double_quotes ? '"' : '\'';
  std::string out(1, quote);
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t c = text::next_code_point(text, at);
    const auto code = static_cast<uint32_t>(c);
    if (c == static_cast<char32_t>(quote) || c == '\\')
      out.append("\\").append(text.substr(begin, 1));
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (is_printable(c))
      out += text.substr(begin, at - begin);
    else if (code < 0x100)
      out += fmt::format("\\x{:02x}", code);
    else
      out += code < 0x10000 ? fmt::format("\\u{:04x}", code) : fmt::format("\\U{:08x}", code);
  }
  return out += quote;
}

void append_repr(Run& run, const Value& value, std::string& out);

void append_items(Run& run, const Items& items, std::string& out) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ", ";
    append_repr(run, items[i], out);
  }
}

void append_dict(Run& run, const Dict& dict, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : dict.entries()) {
    if (!first) out += ", ";
    first = false;
    append_repr(run, key, out);
    out += ": ";
    append_repr(run, value, out);
  }
  out += '}';
}

void append_repr(Run& run, const Value& value, std::string& out) {
  run.step();
  switch (value.kind()) {
    case Kind::kNone: out += "None"; return;
    case Kind::kUndefined: out += "Undefined"; return;
    case Kind::kBool: out += value.integer() ? "True" : "False"; return;
    case Kind::kInt: out += std::to_string(value.integer()); return;
    case Kind::kFloat: out += float_text(value.number()); return;
    case Kind::kString:
      run.charge(static_cast<int64_t>(value.string().size()));
      if (value.is_markup())
        out += "Markup(" + string_repr(value.string()) + ")";
      else
        out += string_repr(value.string());
      return;
    case Kind::kList:
      out += '[';
      append_items(run, value.items(), out);
      out += ']';
      return;
    case Kind::kTuple:
      out += '(';
      append_items(run, value.items(), out);
      out += value.items().size() == 1 ? ",)" : ")";
      return;
    case Kind::kDict: append_dict(run, value.dict(), out); return;
    case Kind::kObject: {
      const Run::Call depth(run);
      out += value.object().repr(run);
      return;
    }
  }
}

}  // namespace

std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[40];
  const auto written =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string_view scientific(buffer, static_cast<size_t>(written.ptr - buffer));
  const size_t e = scientific.find('e');
  const int exponent = std::atoi(std::string(scientific.substr(e + 1)).c_str());
  constexpr int kLongest = 16;
  if (exponent < -4 || exponent >= kLongest) return std::string(scientific);
  const auto plain = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
  std::string text(buffer, plain.ptr);
  return text.find('.') == text.npos ? text + ".0" : text;
}

std::string to_text(Run& run, const Value& value) {
  std::string out;
  append_text(run, value, out);
  return out;
}

std::string to_repr(Run& run, const Value& value) {
  std::string out;
  append_repr(run, value, out);
  return out;
}

void append_text(Run& run, const Value& value, std::string& out) {
  if (value.is_string()) {
    run.charge(static_cast<int64_t>(value.string().size()));
    out += value.string();
  } else if (!value.is_undefined()) {
    append_repr(run, value, out);
  }
}

}  // namespace dragoman::templates
