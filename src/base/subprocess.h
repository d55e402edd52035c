// Another program, run to its end.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman {

// Where the running program lies.
Path own_program();

// Runs `words` (the program first) and waits; returns its exit status, or 128 and the number of the
// signal that ended it. What it prints goes to `printed`, replaced as a whole when it ends with 0;
// to our standard error where that is empty. Its input is empty. A program that can't be started is
// a failure and is named.
int run_program(const std::vector<std::string>& words, const Path& printed = {});

}  // namespace dragoman
