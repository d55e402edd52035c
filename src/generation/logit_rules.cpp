#include "generation/logit_rules.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/error.h"

namespace dragoman::generation {
namespace {

constexpr float kForbidden = -std::numeric_limits<float>::infinity();

int64_t id_of(const std::string& text) {
  int64_t id = -1;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || stop != end)
    throw_input("logit_bias: \"{}\" is no token id; write {{\"123\" = -5.0}}", text);
  return id;
}

// Calls visit(token, times) once for every token of `tokens`, in the order of their first times.
template <class Visit>
void for_each_token(std::span<const TokenId> tokens, size_t vocabulary_size, const Visit& visit) {
  thread_local std::vector<int32_t> counts;  // 0 between two calls
  if (counts.size() < vocabulary_size) counts.resize(vocabulary_size, 0);
  for (const TokenId token : tokens) ++counts[token];
  for (const TokenId token : tokens)
    if (const int32_t times = std::exchange(counts[token], 0); times > 0) visit(token, times);
}

void forbid_outside(std::span<float> logits, const episodes::TokenMask& mask) {
  for (size_t begin = 0; begin < logits.size(); begin += 64) {
    const uint64_t word = mask.words[begin / 64];
    const size_t end = std::min(begin + 64, logits.size());
    if (word == ~uint64_t{0}) continue;
    if (word == 0) {
      std::fill(logits.begin() + static_cast<int64_t>(begin),
                logits.begin() + static_cast<int64_t>(end), kForbidden);
      continue;
    }
    for (size_t i = begin; i < end; ++i)
      if ((word >> (i - begin) & 1) == 0) logits[i] = kForbidden;
  }
}

}  // namespace

LogitRules::LogitRules(const episodes::SamplingSettings& settings, const Vocabulary& vocabulary)
    : vocabulary_(vocabulary),
      repetition_(settings.repetition_penalty),
      presence_(settings.presence_penalty),
      frequency_(settings.frequency_penalty),
      min_new_tokens_(settings.min_new_tokens) {
  for (const auto& [id, bias] : settings.logit_bias)
    biases_.emplace_back(checked(id_of(id), "logit_bias"), static_cast<float>(bias));
  compile_forbidden(settings);
}

TokenId LogitRules::checked(int64_t id, const char* key) const {
  if (id < 0 || id >= vocabulary_.size)
    throw_input("{}: token id {} is outside the model's vocabulary of {}", key, id,
                vocabulary_.size);
  return static_cast<TokenId>(id);
}

void LogitRules::compile_forbidden(const episodes::SamplingSettings& settings) {
  for (const int64_t id : settings.suppress_tokens)
    never_.push_back(checked(id, "suppress_tokens"));
  for (const std::vector<int64_t>& word : settings.bad_words_ids) {
    std::vector<TokenId> phrase;
    for (const int64_t id : word) phrase.push_back(checked(id, "bad_words_ids"));
    if (phrase.size() == 1) never_.push_back(phrase.front());
    if (phrase.size() > 1) bad_phrases_.push_back(std::move(phrase));
  }
  if (settings.allowed_token_ids.empty()) return;
  only_allowed_ = true;
  allowed_ = episodes::TokenMask(vocabulary_.size);
  for (const int64_t id : settings.allowed_token_ids)
    allowed_.allow(checked(id, "allowed_token_ids"));
  for (const TokenId token : never_) allowed_.forbid(token);
  if (std::all_of(allowed_.words.begin(), allowed_.words.end(), [](uint64_t w) { return w == 0; }))
    throw_input("allowed_token_ids: suppress_tokens and bad_words_ids leave none of them");
}

bool LogitRules::too_short(const RowContext& row) const {
  return static_cast<int64_t>(row.history.size() - row.prompt_tokens) < min_new_tokens_;
}

bool LogitRules::idle(const RowContext& row) const {
  return repetition_ == 1.0 && presence_ == 0.0 && frequency_ == 0.0 && biases_.empty() &&
         never_.empty() && bad_phrases_.empty() && !only_allowed_ && row.mask == nullptr &&
         !too_short(row);
}

void LogitRules::apply(std::span<float> logits, const RowContext& row) const {
  for (const auto& [token, bias] : biases_) logits[token] += bias;
  penalize(logits, row);
  forbid(logits, row);
}

void LogitRules::penalize(std::span<float> logits, const RowContext& row) const {
  if (repetition_ != 1.0) {
    const float factor = static_cast<float>(repetition_);
    for_each_token(row.history, logits.size(), [&](TokenId token, int32_t) {
      float& logit = logits[token];
      logit = logit > 0.0F ? logit / factor : logit * factor;
    });
  }
  if (presence_ == 0.0 && frequency_ == 0.0) return;
  for_each_token(row.history.subspan(row.prompt_tokens), logits.size(),
                 [&](TokenId token, int32_t times) {
                   logits[token] -= static_cast<float>(frequency_ * times + presence_);
                 });
}

void LogitRules::forbid(std::span<float> logits, const RowContext& row) const {
  if (row.mask != nullptr) {
    thread_local std::vector<float> ends;  // their bits say nothing
    ends.clear();
    for (const TokenId token : vocabulary_.end_tokens) ends.push_back(logits[token]);
    forbid_outside(logits, *row.mask);
    for (size_t i = 0; i < ends.size(); ++i)
      logits[vocabulary_.end_tokens[i]] = row.mask->complete ? ends[i] : kForbidden;
  }
  if (only_allowed_) forbid_outside(logits, allowed_);
  for (const TokenId token : never_) logits[token] = kForbidden;
  for (const std::vector<TokenId>& phrase : bad_phrases_) {
    const std::span<const TokenId> start(phrase.data(), phrase.size() - 1);
    if (row.history.size() >= start.size() &&
        std::equal(start.begin(), start.end(),
                   row.history.end() - static_cast<int64_t>(start.size())))
      logits[phrase.back()] = kForbidden;
  }
  if (too_short(row))
    for (const TokenId token : vocabulary_.end_tokens) logits[token] = kForbidden;
}

}  // namespace dragoman::generation
