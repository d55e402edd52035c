#include "config/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/nearest.h"

namespace dragoman::config {
namespace {

constexpr double kLargestExact = 9007199254740992.0;  // 2^53

std::string joined(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

bool in_range(const Given& given, double number) {
  if (!given.rules.range || given.rules.range->contains(number)) return true;
  given.problems.add_at(given.value.place, fmt::format("{} is {}, must be {}", given.path, number,
                                                       given.rules.range->text()));
  return false;
}

}  // namespace

void wrong_type(const Given& given, std::string_view wanted) {
  given.problems.add_at(given.value.place, fmt::format("{} is {}, must be {}", given.path,
                                                       shown(given.value), wanted));
}

bool is_none(const Value& value) {
  const auto* text = std::get_if<std::string>(&value.data);
  return std::holds_alternative<std::monostate>(value.data) || (text && *text == "none");
}

bool read_scalar(const Given& given, bool& out) {
  const bool* flag = std::get_if<bool>(&given.value.data);
  if (flag == nullptr) return wrong_type(given, "true or false"), false;
  out = *flag;
  return true;
}

bool read_scalar(const Given& given, int64_t& out) {
  const auto* integer = std::get_if<int64_t>(&given.value.data);
  const auto* number = std::get_if<double>(&given.value.data);
  int64_t found = 0;
  if (integer != nullptr) {
    found = *integer;
  } else if (number != nullptr && *number == std::trunc(*number) &&
             std::abs(*number) <= kLargestExact) {
    found = static_cast<int64_t>(*number);  // 1e6
  } else {
    return wrong_type(given, "a whole number"), false;
  }
  if (!in_range(given, static_cast<double>(found))) return false;
  out = found;
  return true;
}

bool read_scalar(const Given& given, double& out) {
  double found = std::nan("");
  if (const auto* number = std::get_if<double>(&given.value.data)) found = *number;
  if (const auto* integer = std::get_if<int64_t>(&given.value.data)) {
    found = static_cast<double>(*integer);
  }
  if (!std::isfinite(found)) return wrong_type(given, "a finite number"), false;
  if (!in_range(given, found)) return false;
  out = found;
  return true;
}

bool read_scalar(const Given& given, std::string& out) {
  const auto* text = std::get_if<std::string>(&given.value.data);
  const bool bare = text == nullptr && !given.value.typed.empty();  // --name=7 means "7"
  if (text == nullptr && !bare) return wrong_type(given, "a text in quotes"), false;
  const std::string& found = bare ? given.value.typed : *text;
  const auto& names = given.rules.names;
  if (!names.empty() && std::find(names.begin(), names.end(), found) == names.end()) {
    given.problems.add_at(given.value.place, fmt::format("{} is \"{}\"", given.path, found),
                          suggestion(found, names));
    return false;
  }
  out = found;
  return true;
}

bool read_scalar(const Given& given, Path& out) {
  std::string text;
  if (!read_scalar(given, text)) return false;
  out = text;
  return true;
}

std::optional<List> list_items(const Given& given) {
  if (const auto* list = std::get_if<List>(&given.value.data)) return *list;
  const std::string& option = given.value.place.option;
  if (option.empty()) return std::nullopt;
  std::string_view rest = given.value.typed;
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  List items;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    std::string_view word = rest.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    items.push_back(parse_override_value(word, option));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return items;
}

Reader::Reader(const Value& section, std::string path, Problems& problems)
    : section_(section), path_(std::move(path)), problems_(problems) {}

std::string Reader::full(std::string_view name) const { return joined(path_, name); }

const Value* Reader::take(const char* name, bool required) {
  known_.push_back(name);
  const Value* value = section_.find(name);
  if (value == nullptr && required) {
    problems_.add_at(section_.place, fmt::format("{} is missing", full(name)));
  }
  return value;
}

std::string Reader::choose(const char* name, const std::string& preset,
                           const std::vector<std::string_view>& names) {
  const Value* value = take(name, false);
  std::string chosen = preset;
  if (value != nullptr) {
    const Rules rules{.range = {}, .names = names, .required = false};
    if (!read_scalar({*value, full(name), rules, problems_}, chosen)) chosen.clear();
  } else if (preset.empty()) {
    problems_.add_at(section_.place, fmt::format("{} is missing", full(name)),
                     fmt::format("known: {}", fmt::join(names, ", ")));
  }
  incomplete_ = incomplete_ || chosen.empty();
  return chosen;
}

void Reader::finish() {
  const auto* table = std::get_if<Table>(&section_.data);
  if (table == nullptr) return;
  for (const Member& member : *table) {
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    if (incomplete_ && !nearest(member.key, known_)) continue;
    problems_.add_at(member.value.place, fmt::format("unknown key {}", full(member.key)),
                     suggestion(member.key, known_));
  }
}

}  // namespace dragoman::config
