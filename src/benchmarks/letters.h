// A language of random letters for models of random weights: any id has a text, and a text of N
// letters is N tokens, so that a prompt is as long as it is asked to be.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "data/row.h"
#include "tasks/task.h"
#include "text/tokenizer.h"

namespace dragoman::benchmarks {

// Ids 0 to 25 are letters, further ones words of letters.
text::Tokenizer letters_tokenizer(int64_t vocabulary);

std::string random_letters(int64_t count, Rng stream);

// Rows whose sources have `letters` letters, with a reference each.
std::vector<data::Row> letters_rows(int64_t count, int64_t letters, const Rng& rng);

// Asks with the source alone and takes a reply as it is.
std::unique_ptr<tasks::Task> letters_task();

}  // namespace dragoman::benchmarks
