// Prompts of makers and checks: templates with the places that an item can fill.
#pragma once

#include <string>

#include "config/problems.h"
#include "synthesis/item.h"

namespace dragoman::synthesis {

// What a generator is told of the defects that its drafts usually have, a rule a line. A check
// looks for these lines in what it writes.
extern const char* const kRules;

// The template with {source}, {source_answer}, {instruction}, {answer}, {source_language},
// {target_language} (as names), {rules}, and {examples}, which is `examples`; {{ and }} are single
// braces. A place that is none of these is the user's error; `what` names the option.
std::string fill(const std::string& text, const Item& item, const std::string& what,
                 const std::string& examples = "");

// The same error found when a recipe is read, and a template that lacks one of `needed`.
void check_template(config::Problems& problems, const char* key, const std::string& text,
                    std::initializer_list<std::string_view> needed);

}  // namespace dragoman::synthesis
