// `dragoman score -t NAME -l PAIR`: test sets of sacreBLEU's cache.
#pragma once

#include <string>

#include "cli/score_input.h"

namespace dragoman::cli {

// References and labels of all sets, end to end. What is not in the cache is the user's error.
ScoreInput read_test_set(const TestSetArguments& arguments);

// Leaves only the sentences of --origlang and --subset in everything that `input` holds; none left
// is the user's error.
void keep_chosen_sentences(const TestSetArguments& arguments, ScoreInput& input);

// --echo: the fields of every sentence, with tabs between. --list: sets, or fields by pair.
std::string echo_test_set(const TestSetArguments& arguments);
std::string list_test_sets(const TestSetArguments& arguments);

}  // namespace dragoman::cli
