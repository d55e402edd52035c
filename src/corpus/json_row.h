// What the stages take from a row, which is any JSON object that holds text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace dragoman::corpus {

// The texts of a row: the key `field` where one is named, else all of text, content, prompt,
// completion, chosen, source, src, reference(s), ref, target, tgt, translation and messages that
// are there, in this order. Of a message its content counts. A row without text is the user's error
// at `where`.
std::vector<std::string> texts_of(const Json& row, const std::string& field,
                                  std::string_view where);

// The same as one text, with line ends between.
std::string text_of(const Json& row, const std::string& field, std::string_view where);

}  // namespace dragoman::corpus
