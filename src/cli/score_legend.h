// What the numbers of a paired test mean, in sacreBLEU's words.
#pragma once

#include <string>

#include "cli/score_arguments.h"

namespace dragoman::cli {

// `baseline` is the first system's name; it is left out where it came from standard input.
std::string paired_legend(const std::string& baseline, const ScoreArguments& arguments);

}  // namespace dragoman::cli
