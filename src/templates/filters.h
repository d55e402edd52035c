// Jinja's filters, and the tests after `is`, by name. A filter is called as a method is: the value,
// then the arguments.
#pragma once

#include <span>
#include <string_view>

#include "templates/methods.h"

namespace dragoman::templates {

struct Filter {
  std::string_view name;
  Method apply;
};

Method find_filter(std::string_view name);  // null for an unknown one
// Jinja has it, we do not.
bool is_unsupported_filter(std::string_view name);

using Condition = bool (*)(Run& run, const Value& value, const Arguments& arguments);
Condition find_condition(std::string_view name);  // null for an unknown one

// One group of filters a file.
std::span<const Filter> text_filters();
std::span<const Filter> number_filters();
std::span<const Filter> sequence_filters();
std::span<const Filter> order_filters();
std::span<const Filter> selection_filters();

}  // namespace dragoman::templates
