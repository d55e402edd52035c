// "Did you mean …?": the known word closest to a mistyped one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dragoman {

// Edits (insert, delete, replace, swap of neighbours) between two words, counted in bytes.
size_t edit_distance(std::string_view a, std::string_view b);

// The closest of `known`, unless even that one is too far to be what was meant (more than a third
// of the word's letters, at least one). The first of several equally close ones.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known);

// "did you mean model? known: grpo, model, steps"; no question when nothing is near. Of more than
// sixteen words only the near one is named.
std::string suggestion(std::string_view word, std::span<const std::string_view> known);

}  // namespace dragoman
