// From characters to tokens: credit for a stretch of an answer's text becomes credit for exactly
// the tokens that wrote it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/row.h"
#include "episodes/episode.h"
#include "rewards/combine.h"
#include "rollouts/rollouts.h"
#include "text/tokenizer.h"

namespace dragoman::rollouts {

// The text that an episode's policy wrote (turns one a line), and which bytes of it each of its
// tokens wrote. Special tokens wrote none. A token with a part of a character wrote its bytes of
// it; where bytes are no text, all tokens of the replacement wrote the whole of it.
class Spoken {
 public:
  Spoken(const episodes::Episode& episode, const text::Tokenizer& tokenizer);

  const std::string& text() const { return text_; }
  // Tokens [begin, end) of the episode from the first to the last that wrote any of the bytes
  // [begin, end); empty where none did.
  struct Range {
    int64_t begin = 0;
    int64_t end = 0;
  };
  Range tokens_of(size_t begin, size_t end) const;

 private:
  struct Piece {
    int64_t token = 0;
    size_t begin = 0;
    size_t end = 0;
  };
  void add_turn(const std::vector<int64_t>& places, const episodes::Episode& episode,
                const text::Tokenizer& tokenizer);

  std::string text_;
  std::vector<Piece> pieces_;  // in order
};

// Gives the credits of the rewards to the tokens of every usable episode. Returns how many answers
// had credits but could not be found in what was said.
int64_t credit_stretches(std::span<episodes::EpisodeGroup> groups, std::span<const data::Row> rows,
                         const text::Tokenizer& tokenizer, const rewards::RewardSet& rewards);

}  // namespace dragoman::rollouts
