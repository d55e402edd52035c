// What there is, for `list` and `explain`: the catalogues of all modules seen alike.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/catalog.h"

namespace dragoman::cli {

// One entry of any catalogue.
struct Row {
  std::string name;
  std::string sentence;
  std::vector<config::Option> options;
};

// One catalogue.
struct Kind {
  const char* singular;  // "reward", as in `explain reward.chrf`
  const char* plural;    // "rewards", as in `list rewards`
  const char* sentence;  // the heading's first line
  std::vector<Row> (*rows)();
};

// All kinds, in the order of the reference page.
std::span<const Kind> kinds();

// The kind of that singular or plural; an unknown one is the user's error and names the nearest.
const Kind& kind_named(std::string_view name);

template <class Product, class... Context>
std::vector<Row> rows_of(const config::Catalog<Product, Context...>& catalog) {
  std::vector<Row> rows;
  for (const auto& entry : catalog.rows()) {
    rows.push_back({entry.name, entry.sentence, entry.options()->describe()});
  }
  return rows;
}

// A row for a config struct that stands in no catalogue.
template <config::Struct T>
Row row_of(std::string name, std::string sentence) {
  return {std::move(name), std::move(sentence), config::describe<T>()};
}

}  // namespace dragoman::cli
