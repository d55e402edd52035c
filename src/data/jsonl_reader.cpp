#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "data/checked_lines.h"
#include "data/columns.h"
#include "data/reader.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

constexpr int64_t kMaxDepth = 100;

// Nesting of a JSON text; brackets inside strings don't count.
int64_t nesting(std::string_view text) {
  int64_t depth = 0;
  int64_t deepest = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '[' || text[i] == '{'))
      deepest = std::max(deepest, ++depth);
    else if (!quoted && (text[i] == ']' || text[i] == '}'))
      --depth;
  }
  return deepest;
}

bool is_messages(const Json& value) {
  return value.is_array() && !value.empty() && value.front().is_object() &&
         value.front().contains("content");
}

bool said_by(const Json& message, std::string_view role) {
  return message.contains("role") && message["role"] == role && message.contains("content") &&
         message["content"].is_string();
}

// A text as it is, a list of chat messages as the content of its last `role`, a number printed.
std::string text_of(const Json& value, std::string_view role) {
  if (value.is_string()) return value.get<std::string>();
  if (is_messages(value)) {
    for (auto message = value.rbegin(); message != value.rend(); ++message)
      if (message->is_object() && said_by(*message, role)) return (*message)["content"];
    return "";
  }
  return to_line(value);
}

class JsonlReader final : public Reader {
 public:
  JsonlReader(const Path& path, const Layout& layout) : lines_(path), layout_(layout) {}

  bool next(Row& row) override {
    do {
      if (!lines_.next(line_)) {
        if (rows_ == 0) throw_input("{}: holds no rows", lines_.name());
        return false;
      }
    } while (text::strip(line_).empty());
    ++rows_;
    row = {};
    row.id = lines_.id();
    if (nesting(line_) > kMaxDepth) throw_input("{}: is nested too deeply", lines_.where());
    const Json object = parse_json(line_, lines_.where());
    if (!object.is_object()) throw_input("{}: is not a JSON object", lines_.where());
    row.source_language = layout_.source_language;
    row.target_language = layout_.target_language;
    take(object, row);
    return true;
  }

  std::string where() const override { return lines_.where(); }

 private:
  void take(const Json& object, Row& row) const {
    take_directions(object, row);
    bool source = false;
    for (const auto& [key, value] : object.items()) {
      const Role role = role_of(key, layout_.columns);
      if (value.is_null() || is_direction(role) || names_language(key, row)) continue;
      source = source || role == Role::kSource;
      if (role == Role::kReference)
        take_references(value, row);
      else if (role == Role::kMetadata)
        source = take_layout(key, value, row, source) || source;
      else
        assign(row, role, key, text(key, value, role));
    }
    // A chosen answer may hold its prompt.
    if (!source && !take_languages(object, row) && !object.contains("chosen"))
      throw_input(
          "{}: has no source: expected source, translation, prompt, messages or text, or a key "
          "for each language (columns.KEY = \"source\" names another)",
          lines_.where());
  }

  static bool is_direction(Role role) {
    return role == Role::kDirection || role == Role::kSourceLanguage ||
           role == Role::kTargetLanguage;
  }

  void take_directions(const Json& object, Row& row) const {
    for (const auto& [key, value] : object.items()) {
      const Role role = role_of(key, layout_.columns);
      if (is_direction(role) && !value.is_null()) assign(row, role, key, text(key, value, role));
    }
  }

  std::string text(const std::string& key, const Json& value, Role role) const {
    const bool sentence = role == Role::kSource;
    if (value.is_string() || (!sentence && value.is_primitive())) return text_of(value, "");
    throw_input("{}: {} is {}, a text was expected", lines_.where(), key, value.type_name());
  }

  // A text, a list of texts, or an object of texts by translator (WMT's "refs").
  void take_references(const Json& value, Row& row) const {
    if (value.is_string()) {
      row.references.push_back(value.get<std::string>());
      return;
    }
    const bool list = value.is_structured();
    for (const auto& [name, item] : value.items()) {
      const Json& text = item.is_object() && item.contains("ref") ? item["ref"] : item;
      if (!list || !text.is_string())
        throw_input("{}: a reference is {}, a text was expected", lines_.where(), text.type_name());
      row.references.push_back(text.get<std::string>());
    }
  }

  // TRL's layouts; anything else is metadata. True when it gave the source.
  bool take_layout(const std::string& key, const Json& value, Row& row, bool source) const {
    if (!source && key == "translation" && value.is_object()) {
      name_languages(value, row);
      return take_languages(value, row);
    }
    if (!source && (key == "prompt" || key == "messages" || key == "text")) {
      row.source = text_of(value, "user");
      if (key == "messages") add_answer(value, row);
      if (value.is_array()) row.metadata[key] = to_line(value);
      return true;
    }
    if (key == "completion") {
      add_answer(value, row);
      if (value.is_array()) row.metadata[key] = to_line(value);
    } else {
      row.metadata[key] = value.is_string() ? value.get<std::string>() : to_line(value);
    }
    return false;
  }

  static void add_answer(const Json& value, Row& row) {
    std::string answer = text_of(value, "assistant");
    if (!answer.empty()) row.references.push_back(std::move(answer));
  }

  static bool names_language(const std::string& key, const Row& row) {
    return !key.empty() && (key == row.source_language || key == row.target_language);
  }

  // Where nobody says which language is the source, the first of two keys is.
  static void name_languages(const Json& texts, Row& row) {
    if (!row.source_language.empty() || !row.target_language.empty() || texts.size() != 2) return;
    row.source_language = texts.begin().key();
    row.target_language = std::next(texts.begin()).key();
  }

  // One key a language. False when the source is missing.
  bool take_languages(const Json& texts, Row& row) const {
    const auto source = texts.find(row.source_language);
    if (source == texts.end() || !source->is_string()) return false;
    row.source = source->get<std::string>();
    const auto target = texts.find(row.target_language);
    if (target != texts.end()) take_references(*target, row);
    return true;
  }

  CheckedLines lines_;
  Layout layout_;
  std::string line_;
  int64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<Reader> open_jsonl(const Path& path, const Layout& layout) {
  return std::make_unique<JsonlReader>(path, layout);
}

}  // namespace dragoman::data
