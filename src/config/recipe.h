// Loading a recipe: a TOML file, at most one file it includes, and the command line's overrides.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/files.h"
#include "config/catalog.h"
#include "config/reader.h"
#include "config/section.h"

namespace dragoman::config {

// The merged tree. `include = "other.toml"` at the top names a file beside the recipe; the
// recipe's keys win, sections are merged, lists are replaced; the included file may not include
// another.
// `overrides` are "--section.key=value" (the dashes may be missing); "rewards.0.weight" reaches
// into a list, one past its end adds to it. Mistakes that keep the tree from being built are
// thrown.
Value load_recipe(const Path& path, std::span<const std::string> overrides = {});

// Lays one override over a tree.
void apply_override(Value& root, std::string_view text);

// Lays `over` on `base`: tables are merged, everything else is replaced.
void merge_onto(Value& base, Value over);

// load_recipe, then read: every mistake in one Error.
template <Struct T>
T load(const Path& path, std::span<const std::string> overrides = {}) {
  return read<T>(load_recipe(path, overrides));
}

// The struct a TOML text describes; for tests and short built-in recipes.
template <Struct T>
T read_text(std::string_view toml, std::string_view name = "recipe.toml") {
  return read<T>(parse_toml(toml, name));
}

// A part with defaults of its own: lines of TOML that set options of the entry of that name.
template <class Product, class... Context>
Part<Product, Context...> preset(const Catalog<Product, Context...>& catalog, std::string_view name,
                                 std::initializer_list<std::string_view> lines = {}) {
  const auto& entry = catalog.at(name);
  std::unique_ptr<Options<Product, Context...>> options = entry.options();
  const Value section = parse_toml(fmt::format("{}", fmt::join(lines, "\n")), name);
  Problems problems;
  Reader reader(section, "", problems);
  options->read(reader);
  reader.finish();
  problems.throw_if_any();
  return {entry, std::move(options)};
}

}  // namespace dragoman::config
