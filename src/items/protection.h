// What no translator may touch, taken out of a text and put back afterwards: numbers, formulas,
// code, addresses, single letters (those of options among them) and given answers stand as <<1>>,
// <<2>>, … in what is translated.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::items {

struct Protected {
  std::string text;
  std::vector<std::string> originals;  // of <<1>>, <<2>>, …
};

// `spans` are protected wherever they stand in the text as whole words. Placeholders that the text
// holds already are protected like everything else.
Protected protect(std::string_view text, std::span<const std::string> spans = {});

// The numbers k of all <<k>> in their order; of more than nine digits as 0.
std::vector<int64_t> placeholders_in(std::string_view text);

// Originals in place of their placeholders. Those that have no original stay.
std::string restore(std::string_view text, std::span<const std::string> originals);

// The text with a blank in place of each placeholder: what a language identifier may look at.
std::string without_placeholders(std::string_view text);

}  // namespace dragoman::items
