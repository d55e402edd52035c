// A translation tool that errs: the dose of noise in Translate-R1's reconstruction (0, 5, 15 %).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman::transducers {

// English with that share of its content words replaced, each by another content word of the same
// text, or by a common noun where the text has none. Of n words, rate · n are replaced, rounded up
// or down at random so that the mean is exact. Case stays; numbers, addresses and what else a
// transducer keeps are untouched. Depends on text, rate and seed alone. `rate` is in [0, 1]; others
// are the user's error.
std::string with_word_errors(std::string_view english, double rate, uint64_t seed);

}  // namespace dragoman::transducers
