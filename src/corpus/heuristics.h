// Signs of text that nobody wrote to be read: each is a measure of a text and a limit, a row of one
// table. After the filters of Gopher (Rae et al. 2021, appendix A.1) and C4 (Raffel et al. 2020,
// section 2.2), in characters where those count words, so that unspaced scripts are judged alike.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::corpus {

// What the measures look at, taken once a text. Shares are in [0, 1].
struct TextShape {
  double characters = 0;      // code points, without white space
  double letters = 0;         // share of them that are letters or marks
  double digits = 0;          // that are digits
  double symbols = 0;         // that are symbols or of #{}<>|\^_*=@
  double mean_word = 0;       // characters of a word, where words are spaced
  double repeated_lines = 0;  // share of characters in lines that stood before
  double repeated_grams = 0;  // share of units in stretches of 10 that stood before
  double bullet_lines = 0;    // share of lines that begin with a bullet
  double cut_lines = 0;       // share of lines that end with an ellipsis
  double boilerplate = 0;     // share of lines with a phrase of the list
};

// `phrases` are normal texts (corpus/normal_text.h).
TextShape shape_of(std::string_view text, std::span<const std::string> phrases);

struct Heuristic {
  const char* name;  // of its option, and the reason of a removal
  const char* help;
  double TextShape::*measure;
  bool at_most;  // else the limit is the least
  double limit;  // unless the user says otherwise

  bool accepts(const TextShape& shape, double own_limit) const {
    return at_most ? shape.*measure <= own_limit : shape.*measure >= own_limit;
  }
};

std::span<const Heuristic> heuristics();

// Phrases of web pages rather than of texts, in English, Japanese, Chinese and German.
std::vector<std::string> usual_boilerplate();

}  // namespace dragoman::corpus
