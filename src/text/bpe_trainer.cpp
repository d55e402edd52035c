#include "text/bpe_trainer.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "text/bpe_merges.h"
#include "text/presets.h"

namespace dragoman::text {
namespace {

std::vector<AddedToken> added(const std::vector<std::string>& special) {
  std::vector<AddedToken> tokens;
  for (const std::string& content : special) {
    const bool repeated = std::any_of(tokens.begin(), tokens.end(), [&](const AddedToken& token) {
      return token.content == content;
    });
    if (content.empty() || repeated)
      throw_input("special_tokens: \"{}\" is empty or given twice", content);
    tokens.push_back({.id = static_cast<TokenId>(tokens.size()),
                      .content = content,
                      .normalized = false,
                      .special = true});
  }
  return tokens;
}

// tokenizer_config.json, as far as `transformers` needs it.
Json tokenizer_config(const std::vector<std::string>& special) {
  Json config;
  if (!special.empty()) {
    config["eos_token"] = special.front();
    config["pad_token"] = special.front();
  }
  config["clean_up_tokenization_spaces"] = false;
  config["tokenizer_class"] = "PreTrainedTokenizerFast";
  if (has_chat_tokens(special)) config["chat_template"] = compact_chat_template();
  return config;
}

}  // namespace

BpeTrainer::BpeTrainer(BpeTrainerConfig config) : config_(std::move(config)) {
  const TokenizerFile file =
      preset_file(config_.pre_tokenizer, config_.normalizer, added(config_.special_tokens));
  const JsonPlace root(file.rest, "tokenizer");
  pre_tokenizer_ = make_pre_tokenizer(*root.child("pre_tokenizer"));
  if (const auto place = root.child("normalizer")) normalizer_ = make_normalizer(*place);
}

void BpeTrainer::add(std::span<const std::string> texts) {
  counts_.add(texts, *pre_tokenizer_, normalizer_.get());
}

Tokenizer BpeTrainer::train(const std::function<void()>& on_merge) const {
  const MergeLimits limits{
      .vocabulary_size = config_.vocab_size,
      .min_frequency = config_.min_frequency,
      .max_token_length = config_.max_token_length.value_or(std::numeric_limits<int64_t>::max()),
      .on_merge = on_merge};
  const LearnedTokens learned = learn_merges(counts_.words(), config_.special_tokens, limits);
  TokenizerFile file =
      preset_file(config_.pre_tokenizer, config_.normalizer, added(config_.special_tokens));
  for (const std::string& token : learned.tokens)
    file.vocabulary.emplace_back(token, static_cast<TokenId>(file.vocabulary.size()));
  const auto text = [&](TokenId id) { return learned.tokens[static_cast<size_t>(id)]; };
  for (const auto& [left, right] : learned.merges)
    file.merges.emplace_back(text(left), text(right));
  return Tokenizer::parse(write_tokenizer_file(file),
                          tokenizer_config(config_.special_tokens).dump(2) + "\n",
                          "the trained tokenizer");
}

}  // namespace dragoman::text
