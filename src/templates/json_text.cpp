// json.dumps, as the `tojson` of chat templates calls it.
#include <algorithm>
#include <cmath>

#include "templates/operators.h"
#include "templates/printing.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

void append_escape(char32_t c, std::string& out) {
  const auto code = static_cast<uint32_t>(c);
  if (code < 0x10000) {
    out += fmt::format("\\u{:04x}", code);
    return;
  }
  const uint32_t rest = code - 0x10000;
  out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
}

std::string json_string(std::string_view text, bool ensure_ascii) {
  std::string out = "\"";
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t c = text::next_code_point(text, at);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\f': out += "\\f"; break;
      case '\b': out += "\\b"; break;
      default:
        if (c < 0x20 || (ensure_ascii && c > 0x7e))
          append_escape(c, out);
        else
          out += text.substr(begin, at - begin);
    }
  }
  return out += '"';
}

std::string json_float(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return float_text(value);
}

class Writer {
 public:
  Writer(Run& run, const JsonStyle& style) : run_(run), style_(style) {}

  void write(const Value& value, int level) {
    run_.step();
    switch (value.kind()) {
      case Kind::kNone: out += "null"; return;
      case Kind::kBool: out += value.integer() ? "true" : "false"; return;
      case Kind::kInt: out += std::to_string(value.integer()); return;
      case Kind::kFloat: out += json_float(value.number()); return;
      case Kind::kString:
        run_.charge(static_cast<int64_t>(value.string().size()));
        out += json_string(value.string(), style_.ensure_ascii);
        return;
      case Kind::kList:
      case Kind::kTuple: write_list(value.items(), level); return;
      case Kind::kDict: write_dict(value.dict(), level); return;
      default: run_.fail("tojson has no JSON for a value of type {}", type_name(value));
    }
  }

  std::string out;

 private:
  void separate(bool first, int level) {
    if (!first) out += style_.item_separator;
    if (style_.multiline) new_line(level);
  }

  void new_line(int level) {
    run_.charge(static_cast<int64_t>(style_.indent.size()) * level + 1);
    out += '\n';
    for (int i = 0; i < level; ++i) out += style_.indent;
  }

  void write_list(const Items& items, int level) {
    out += '[';
    for (size_t i = 0; i < items.size(); ++i) {
      separate(i == 0, level + 1);
      write(items[i], level + 1);
    }
    if (style_.multiline && !items.empty()) new_line(level);
    out += ']';
  }

  std::string key_text(const Value& key) {
    switch (key.kind()) {
      case Kind::kString: return key.string();
      case Kind::kNone: return "null";
      case Kind::kBool: return key.integer() ? "true" : "false";
      case Kind::kInt: return std::to_string(key.integer());
      case Kind::kFloat: return json_float(key.number());
      default: run_.fail("tojson needs keys that are strings, not {}", type_name(key));
    }
  }

  void write_dict(const Dict& dict, int level) {
    std::vector<const Dict::Entry*> entries;
    for (const Dict::Entry& entry : dict.entries()) entries.push_back(&entry);
    if (style_.sort_keys)
      std::stable_sort(entries.begin(), entries.end(), [&](const auto* a, const auto* b) {
        return less(run_, a->first, b->first);
      });
    out += '{';
    for (size_t i = 0; i < entries.size(); ++i) {
      separate(i == 0, level + 1);
      out += json_string(key_text(entries[i]->first), style_.ensure_ascii);
      out += style_.key_separator;
      write(entries[i]->second, level + 1);
    }
    if (style_.multiline && !entries.empty()) new_line(level);
    out += '}';
  }

  Run& run_;
  const JsonStyle& style_;
};

}  // namespace

std::string to_json(Run& run, const Value& value, const JsonStyle& style) {
  Writer writer(run, style);
  writer.write(value, 0);
  return std::move(writer.out);
}

}  // namespace dragoman::templates
