#include "episodes/text_rules.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/error.h"
#include "episodes/forbidden_texts.h"
#include "text/first_occurrence.h"
#include "text/regular_automaton.h"
#include "text/token_bytes.h"
#include "text/utf8.h"

namespace dragoman::episodes {
namespace {

using text::RegularAutomaton;

constexpr size_t kMaskBytes = size_t{1} << 28;  // kept of all masks of one pattern

// A pattern over the tokens of a vocabulary.
class Pattern {
 public:
  Pattern(text::RegularProgram program, const text::TokenBytes& first,
          const text::TokenBytes& later)
      : automaton_(std::move(program)), first_(first), later_(later), later_trie_(later) {
    if (first != later) first_trie_.emplace(first);
  }

  int32_t read(int32_t state, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    return automaton_.next(state, bytes);
  }

  std::shared_ptr<const TokenMask> mask(int32_t state, bool first) {
    const std::lock_guard lock(mutex_);
    auto& known = first ? first_mask_ : masks_[state];
    if (!known) known = make_mask(state, first);
    const auto found = known;
    const size_t each = found->words.size() * sizeof(uint64_t) + sizeof(TokenMask);
    if (masks_.size() > std::max<size_t>(16, kMaskBytes / each)) masks_.clear();
    return found;
  }

 private:
  std::shared_ptr<const TokenMask> make_mask(int32_t state, bool first) {
    auto mask = std::make_shared<TokenMask>(later_.size());
    mask->complete = automaton_.matches(state);
    if (state == RegularAutomaton::kRefused) return mask;
    const text::ByteTrie& trie = first && first_trie_ ? *first_trie_ : later_trie_;
    trie.walk(
        state, RegularAutomaton::kRefused,
        [this](int32_t from, uint8_t byte) { return automaton_.next(from, byte); },
        [&](TokenId token) { mask->allow(token); });
    if (first && first_trie_)  // a space that the first token loses
      for (TokenId token = 0; token < later_.size(); ++token)
        if (first_[token].empty() && !later_[token].empty()) mask->allow(token);
    return mask;
  }

  std::mutex mutex_;
  RegularAutomaton automaton_;
  const text::TokenBytes& first_;
  const text::TokenBytes& later_;
  text::ByteTrie later_trie_;
  std::optional<text::ByteTrie> first_trie_;                             // where it differs
  std::unordered_map<int32_t, std::shared_ptr<const TokenMask>> masks_;  // by state
  std::shared_ptr<const TokenMask> first_mask_;                          // of the start
};

// What both allow.
std::shared_ptr<const TokenMask> both(std::shared_ptr<const TokenMask> a,
                                      std::shared_ptr<const TokenMask> b) {
  if (!a || !b) return a ? a : b;
  auto mask = std::make_shared<TokenMask>(*a);
  for (size_t i = 0; i < mask->words.size(); ++i) mask->words[i] &= b->words[i];
  mask->complete = a->complete && b->complete;
  return mask;
}

std::optional<text::RegularProgram> program_of(const SamplingSettings& settings) {
  if (!settings.structured_outputs_regex.empty())
    return text::parse_regular_expression(settings.structured_outputs_regex,
                                          "structured_outputs_regex");
  if (settings.structured_outputs_choice.empty()) return std::nullopt;
  std::string choices;
  for (const std::string& choice : settings.structured_outputs_choice)
    choices += (choices.empty() ? "" : "|") + text::quoted_expression(choice);
  return text::parse_regular_expression(choices, "structured_outputs_choice");
}

}  // namespace

struct TextRules::Parts {
  Parts(const text::Tokenizer& tokenizer, int64_t vocabulary_size)
      : first(tokenizer, vocabulary_size, true), later(tokenizer, vocabulary_size, false) {}

  text::TokenBytes first, later;
  std::optional<text::FirstOccurrence> stop;
  std::vector<TokenId> stop_tokens;  // special tokens that are a stop text
  bool include_stop = false;
  std::optional<Pattern> pattern;
  std::optional<ForbiddenTexts> forbidden;
};

TextRules::TextRules(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

TextRules::~TextRules() = default;

std::shared_ptr<const TextRules> TextRules::make(const SamplingSettings& settings,
                                                 const text::Tokenizer& tokenizer,
                                                 int64_t vocabulary_size) {
  if (!settings.about_text()) return nullptr;
  auto parts = std::make_unique<Parts>(tokenizer, vocabulary_size);
  parts->include_stop = settings.include_stop_str_in_output;
  std::vector<std::string> texts;
  for (const std::string& stop : settings.stop) {
    text::require_utf8(stop, "stop");
    const auto token = tokenizer.token_id(stop);
    if (token && tokenizer.is_special(*token))
      parts->stop_tokens.push_back(*token);
    else
      texts.push_back(stop);
  }
  if (!texts.empty()) parts->stop.emplace(texts);
  if (auto program = program_of(settings))
    parts->pattern.emplace(std::move(*program), parts->first, parts->later);
  for (const std::string& word : settings.bad_words) text::require_utf8(word, "bad_words");
  if (!settings.bad_words.empty())
    parts->forbidden.emplace(settings.bad_words, tokenizer, parts->first, parts->later);
  return std::make_shared<const TextRules>(std::move(parts));
}

bool TextRules::read(State& state, TokenId token) const {
  const std::string_view bytes =
      std::exchange(state.first, false) ? parts_->first[token] : parts_->later[token];
  if (parts_->pattern) state.pattern = parts_->pattern->read(state.pattern, bytes);
  if (parts_->forbidden) state.forbidden = parts_->forbidden->read(state.forbidden, bytes);
  const auto& ends = parts_->stop_tokens;
  if (std::find(ends.begin(), ends.end(), token) != ends.end()) return true;
  if (!parts_->stop) return false;
  for (const char byte : bytes) {
    state.stop = parts_->stop->next(state.stop, static_cast<uint8_t>(byte));
    if (parts_->stop->found(state.stop) > 0) return true;
  }
  return false;
}

std::shared_ptr<const TokenMask> TextRules::mask(const State& state) const {
  std::shared_ptr<const TokenMask> pattern, forbidden;
  if (parts_->pattern) pattern = parts_->pattern->mask(state.pattern, state.first);
  if (parts_->forbidden) forbidden = parts_->forbidden->mask(state.forbidden, state.first);
  return both(std::move(pattern), std::move(forbidden));
}

std::string TextRules::cut(std::string text) const {
  if (!parts_->stop) return text;
  const auto place = parts_->stop->find(text);
  text.resize(parts_->include_stop ? place.end : place.begin);
  return text;
}

std::string completion_text(const text::Tokenizer& tokenizer, std::span<const TokenId> tokens,
                            const TextRules* rules) {
  std::string text = tokenizer.decode(tokens, /*skip_special_tokens=*/true);
  return rules == nullptr ? text : rules->cut(std::move(text));
}

}  // namespace dragoman::episodes
