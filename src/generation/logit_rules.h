// What settings and constraints do to logits before the temperature: biases, penalties, tokens that
// cannot be drawn. The order is that of transformers' processors: logit_bias, repetition_penalty,
// (vLLM's) frequency_penalty and presence_penalty, then everything that forbids.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "episodes/sampling.h"
#include "episodes/token_mask.h"
#include "text/token.h"

namespace dragoman::generation {

// What must be known of the model's tokens.
struct Vocabulary {
  int64_t size = 0;
  std::vector<TokenId> end_tokens;
};

// What must be known of a row besides its logits.
struct RowContext {
  std::span<const TokenId> history;           // the prompt and what came after it
  size_t prompt_tokens = 0;                   // of the history
  const episodes::TokenMask* mask = nullptr;  // what may be drawn now; null: everything
};

// Settings, compiled for a vocabulary and checked against it. Any number of threads may apply one.
class LogitRules {
 public:
  LogitRules(const episodes::SamplingSettings& settings, const Vocabulary& vocabulary);

  // Whether `apply` would do nothing.
  bool idle(const RowContext& row) const;

  // Tokens that cannot be drawn become -infinity.
  void apply(std::span<float> logits, const RowContext& row) const;

 private:
  TokenId checked(int64_t id, const char* key) const;
  void compile_forbidden(const episodes::SamplingSettings& settings);
  void penalize(std::span<float> logits, const RowContext& row) const;
  void forbid(std::span<float> logits, const RowContext& row) const;
  bool too_short(const RowContext& row) const;

  Vocabulary vocabulary_;
  double repetition_, presence_, frequency_;
  int64_t min_new_tokens_;
  std::vector<std::pair<TokenId, float>> biases_;
  std::vector<TokenId> never_;                     // drawn, whatever was said
  std::vector<std::vector<TokenId>> bad_phrases_;  // of two tokens and more
  bool only_allowed_ = false;
  episodes::TokenMask allowed_;  // where only_allowed_
};

}  // namespace dragoman::generation
