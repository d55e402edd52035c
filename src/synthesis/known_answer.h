// Whether an answer that reasons gets to the result that is known.
#pragma once

#include <string_view>

namespace dragoman::synthesis {

// Its last line holds the result as a whole word, letter case aside: "12" is neither in "0.12" nor
// in "12.5". A result of white space alone is reached by nothing.
bool reaches(std::string_view answer, std::string_view result);

}  // namespace dragoman::synthesis
