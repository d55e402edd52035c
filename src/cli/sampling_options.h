// Every sampling setting as an option of a command, from the settings' own table of fields.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/section.h"

namespace CLI {
class App;
}

namespace dragoman::cli {

// What was given on the command line: the texts of an option, by the setting's name.
using GivenSettings = std::map<std::string, std::vector<std::string>>;

// One option a setting; `given` must outlive the parsing.
void add_sampling_options(CLI::App& app, GivenSettings& given);

// Puts what was given into a table for config::Reader. A bias or a sequence of ids that cannot be
// read is an Error naming its option.
void add_given(const GivenSettings& given, config::Value& table);

}  // namespace dragoman::cli
