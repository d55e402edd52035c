// Which words of a hypothesis are the reference's, which are not, and which are missing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::evaluation {

enum class Edit { kSame, kExtra, kMissing };

struct DiffPiece {
  Edit edit = Edit::kSame;
  std::string text;  // words, one space between them
};

// A longest common subsequence of words decides; neighbouring words of one kind are one piece.
// Text without spaces between words (Chinese, Thai) is compared by characters.
std::vector<DiffPiece> word_diff(std::string_view reference, std::string_view hypothesis);

// The same as HTML: <ins> for what the reference does not have, <del> for what is missing.
std::string diff_html(std::string_view reference, std::string_view hypothesis);

}  // namespace dragoman::evaluation
