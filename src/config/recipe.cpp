#include "config/recipe.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"

namespace dragoman::config {
namespace {

Value load_file(const Path& path) { return parse_toml(read_file(path), path.string()); }

// Takes `include` out of a tree; "" when there is none.
std::string take_include(Value& root) {
  Value* include = root.find("include");
  if (include == nullptr) return "";
  const auto* name = std::get_if<std::string>(&include->data);
  if (name == nullptr || name->empty()) {
    throw_input("include ({}) must be the name of one file", include->place.text());
  }
  const std::string copy = *name;
  std::erase_if(std::get<Table>(root.data), [](const Member& m) { return m.key == "include"; });
  return copy;
}

// The child of `node` that an override's step names; made where it may be.
Value& step_into(Value& node, std::string_view step, const std::string& option) {
  if (auto* list = std::get_if<List>(&node.data)) {
    size_t index = 0;
    const auto parsed = std::from_chars(step.data(), step.data() + step.size(), index);
    if (parsed.ec != std::errc() || parsed.ptr != step.data() + step.size() ||
        index > list->size()) {
      throw_input("{}: {} is no place in a list of {} (counted from 0)", option, step,
                  list->size());
    }
    if (index == list->size()) list->push_back({Table{}, {.file = {}, .option = option}, {}});
    return (*list)[index];
  }
  if (!node.is_table()) {
    throw_input("{}: what comes before .{} is {}, not a section", option, step, shown(node));
  }
  if (Value* child = node.find(step)) return *child;
  return node.add(step, {Table{}, {.file = {}, .option = option}, {}});
}

}  // namespace

void merge_onto(Value& base, Value over) {
  if (!base.is_table() || !over.is_table()) {
    base = std::move(over);
    return;
  }
  base.place = over.place;
  for (Member& member : std::get<Table>(over.data)) {
    if (Value* present = base.find(member.key)) {
      merge_onto(*present, std::move(member.value));
    } else {
      base.add(member.key, std::move(member.value));
    }
  }
}

void apply_override(Value& root, std::string_view text) {
  if (text.starts_with("--")) text.remove_prefix(2);
  const size_t equals = text.find('=');
  if (equals == text.npos || equals == 0) {
    throw_input("--{} is no override; write --section.key=value", text);
  }
  std::string_view keys = text.substr(0, equals);
  const std::string option = fmt::format("--{}", keys);
  Value* node = &root;
  while (true) {
    const size_t dot = std::min(keys.find('.'), keys.size());
    if (dot == 0) throw_input("{} has an empty name before or after a dot", option);
    node = &step_into(*node, keys.substr(0, dot), option);
    if (dot == keys.size()) break;
    keys.remove_prefix(dot + 1);
  }
  *node = parse_override_value(text.substr(equals + 1), option);
}

Value load_recipe(const Path& path, std::span<const std::string> overrides) {
  Value root = load_file(path);
  if (const std::string include = take_include(root); !include.empty()) {
    const Path included = path.parent_path() / include;
    Value base = load_file(included);
    if (base.find("include") != nullptr) {
      throw_input("{} is included by {} and may not include a file itself", included.string(),
                  path.string());
    }
    merge_onto(base, std::move(root));
    root = std::move(base);
  }
  for (const std::string& text : overrides) apply_override(root, text);
  return root;
}

}  // namespace dragoman::config
