// What settings say about the text of completions: where it stops, what it must match. Compiled for
// one tokenizer, on bytes, so that a stop text or a character may be spread over tokens.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "episodes/sampling.h"
#include "episodes/token_mask.h"
#include "text/tokenizer.h"

namespace dragoman::episodes {

// Any number of threads may use one; what it has learned of its pattern is shared by all.
class TextRules {
 public:
  // Null where the settings say nothing about the text. A setting that cannot be followed is an
  // Error naming it. A stop text that is a special token of the tokenizer is found by its id.
  static std::shared_ptr<const TextRules> make(const SamplingSettings& settings,
                                               const text::Tokenizer& tokenizer,
                                               int64_t vocabulary_size);
  ~TextRules();

  // Where a completion is in its text.
  struct State {
    int32_t stop = 0;
    int32_t pattern = 0;
    int32_t forbidden = 0;
    bool first = true;  // before the first token
  };

  // Reads a token. True: a stop text is complete.
  bool read(State& state, TokenId token) const;

  // What may come next; null: everything. No bit at all: the text cannot go on.
  std::shared_ptr<const TokenMask> mask(const State& state) const;

  // A completion's text, up to its stop text or with it, as the settings say.
  std::string cut(std::string text) const;

  struct Parts;
  explicit TextRules(std::unique_ptr<Parts> parts);

 private:
  std::unique_ptr<Parts> parts_;
};

// One completion under its rules; null rules allow everything.
class TextReader {
 public:
  TextReader() = default;
  explicit TextReader(std::shared_ptr<const TextRules> rules) : rules_(std::move(rules)) {
    if (rules_) mask_ = rules_->mask(state_);
  }

  const TokenMask* mask() const { return mask_.get(); }

  // The text may end here, though no token may follow.
  bool complete() const { return mask_ && mask_->complete; }

  // True: the token completes a stop text.
  bool read(TokenId token) {
    if (!rules_) return false;
    const bool stopped = rules_->read(state_, token);
    if (!stopped) mask_ = rules_->mask(state_);
    return stopped;
  }

 private:
  std::shared_ptr<const TextRules> rules_;
  TextRules::State state_;
  std::shared_ptr<const TokenMask> mask_;
};

// The text of a completion: without special tokens, cut as the rules (which may be null) say.
std::string completion_text(const text::Tokenizer& tokenizer, std::span<const TokenId> tokens,
                            const TextRules* rules);

}  // namespace dragoman::episodes
