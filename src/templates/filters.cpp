#include "templates/filters.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace dragoman::templates {

Method find_filter(std::string_view name) {
  static const std::unordered_map<std::string_view, Method> kAll = [] {
    std::unordered_map<std::string_view, Method> all;
    for (const auto group : {text_filters(), number_filters(), sequence_filters(), order_filters(),
                             selection_filters()})
      for (const Filter& filter : group) all.emplace(filter.name, filter.apply);
    return all;
  }();
  const auto found = kAll.find(name);
  return found == kAll.end() ? nullptr : found->second;
}

bool is_unsupported_filter(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "attr",      "filesizeformat", "forceescape", "groupby", "pprint",    "random",   "slice",
      "striptags", "truncate",       "urlencode",   "urlize",  "wordcount", "wordwrap", "xmlattr"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

}  // namespace dragoman::templates
