// What is wrong with a prompt template that a recipe gives.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "config/problems.h"

namespace dragoman::tasks {

// Says where `text`, the value of `key`, has a place that is not in `known`, or lacks one that is
// needed.
void check_template(config::Problems& problems, const char* key, const std::string& text,
                    std::span<const std::string_view> known,
                    std::initializer_list<std::string_view> needed);

}  // namespace dragoman::tasks
