#include "config/section.h"

#include <fmt/format.h>
#include <map>

#include <toml++/toml.h>
#include <algorithm>
#include <sstream>

#include "base/error.h"

namespace dragoman::config {
namespace {

Value convert(const toml::node& node, const Place& parent);

bool earlier(const toml::source_position& a, const toml::source_position& b) {
  return std::pair(a.line, a.column) < std::pair(b.line, b.column);
}

Table convert_table(const toml::table& table, const Place& place) {
  struct Row {
    const toml::key* key;
    const toml::node* node;
  };
  std::vector<Row> rows;
  for (const auto& [key, node] : table) rows.push_back({&key, &node});
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return earlier(a.key->source().begin, b.key->source().begin);
  });
  Table members;
  for (const Row& row : rows) {
    members.push_back({std::string(row.key->str()), convert(*row.node, place)});
  }
  return members;
}

template <class T>
std::string text_of(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

Value convert(const toml::node& node, const Place& parent) {
  Value value;
  value.place = parent;
  if (node.source().begin.line > 0) value.place.line = node.source().begin.line;
  if (const auto* table = node.as_table()) {
    value.data = convert_table(*table, value.place);
  } else if (const auto* array = node.as_array()) {
    List list;
    for (const toml::node& item : *array) list.push_back(convert(item, value.place));
    value.data = std::move(list);
  } else if (const auto* text = node.as_string()) {
    value.data = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.data = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    value.data = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.data = boolean->get();
  } else if (const auto* date = node.as_date()) {
    value.data = text_of(date->get());
  } else if (const auto* time = node.as_time()) {
    value.data = text_of(time->get());
  } else if (const auto* moment = node.as_date_time()) {
    value.data = text_of(moment->get());
  }
  return value;
}

void set_option(Value& value, const std::string& option) {
  value.place = {.file = {}, .line = 0, .option = option};
  if (auto* list = std::get_if<List>(&value.data)) {
    for (Value& item : *list) set_option(item, option);
  } else if (auto* table = std::get_if<Table>(&value.data)) {
    for (Member& member : *table) set_option(member.value, option);
  }
}

}  // namespace

std::string Place::text() const {
  if (!option.empty()) return option;
  return line > 0 ? fmt::format("{}, line {}", file, line) : file;
}

const Value* Value::find(std::string_view key) const {
  const auto* table = std::get_if<Table>(&data);
  if (table == nullptr) return nullptr;
  for (const Member& member : *table) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(static_cast<const Value*>(this)->find(key));
}

Value& Value::add(std::string_view key, Value value) {
  DRAGOMAN_CHECK(is_table(), "members go into tables");
  if (Value* present = find(key)) return *present = std::move(value);
  auto& table = std::get<Table>(data);
  table.push_back({std::string(key), std::move(value)});
  return table.back().value;
}

std::string shown(const Value& value) {
  constexpr size_t kLongestText = 60;
  struct {
    std::string operator()(std::monostate) const { return "nothing"; }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(int64_t integer) const { return fmt::format("{}", integer); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(const std::string& text) const {
      return text.size() <= kLongestText ? fmt::format("\"{}\"", text) : "a long text";
    }
    std::string operator()(const List&) const { return "a list"; }
    std::string operator()(const Table&) const { return "a section"; }
  } visitor;
  return std::visit(visitor, value.data);
}

Value parse_toml(std::string_view text, std::string_view file) {
  try {
    const toml::table table = toml::parse(text, file);
    Value root;
    root.place.file = std::string(file);
    root.data = convert_table(table, root.place);
    return root;
  } catch (const toml::parse_error& error) {
    throw_input("{}: line {}: not valid TOML: {}", file, error.source().begin.line,
                error.description());
  }
}

Value parse_override_value(std::string_view text, std::string_view option) {
  Value value;
  value.data = std::string(text);
  const bool quoted = text.starts_with('"') || text.starts_with('\'');
  const bool one_value =
      !text.empty() && text.find('\n') == text.npos && (quoted || text.find('#') == text.npos);
  if (one_value) {
    try {
      const toml::table table = toml::parse(fmt::format("value = {}", text));
      value = convert(*table.get("value"), {});
    } catch (const toml::parse_error&) {
      // Not TOML, so it is a bare word and stands for itself.
    }
  }
  set_option(value, std::string(option));
  value.typed = std::string(text);
  return value;
}

Value from_json(const Json& json, std::string_view file) {
  Value value;
  value.place.file = std::string(file);
  if (json.is_object()) {
    Table table;
    for (const auto& [key, item] : json.items()) table.push_back({key, from_json(item, file)});
    value.data = std::move(table);
  } else if (json.is_array()) {
    List list;
    for (const Json& item : json) list.push_back(from_json(item, file));
    value.data = std::move(list);
  } else if (json.is_string()) {
    value.data = json.get<std::string>();
  } else if (json.is_boolean()) {
    value.data = json.get<bool>();
  } else if (json.is_number_integer() && !(json.is_number_unsigned() && json.get<int64_t>() < 0)) {
    value.data = json.get<int64_t>();
  } else if (json.is_number()) {
    value.data = json.get<double>();
  }
  return value;
}

Json as_json(const Value& value) {
  if (const auto* list = std::get_if<List>(&value.data)) {
    Json json = Json::array();
    for (const Value& item : *list) json.push_back(as_json(item));
    return json;
  }
  if (const auto* table = std::get_if<Table>(&value.data)) {
    std::map<std::string, Json> sorted;
    for (const Member& member : *table) sorted[member.key] = as_json(member.value);
    return Json(sorted);
  }
  if (const auto* flag = std::get_if<bool>(&value.data)) return *flag;
  if (const auto* whole = std::get_if<int64_t>(&value.data)) return *whole;
  if (const auto* number = std::get_if<double>(&value.data)) return *number;
  if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
  return nullptr;
}

}  // namespace dragoman::config
