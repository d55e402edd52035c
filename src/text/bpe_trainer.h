// Makes a byte-level BPE tokenizer from text: the same vocabulary and merges as `tokenizers`'
// BpeTrainer with the byte-level alphabet, on any number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/fields.h"
#include "text/chat_tokens.h"
#include "text/tokenizer.h"
#include "text/word_counts.h"

namespace dragoman::text {

struct BpeTrainerConfig {
  int64_t vocab_size = 8000;
  int64_t min_frequency = 2;
  std::optional<int64_t> max_token_length = std::nullopt;
  std::string pre_tokenizer = "qwen2";
  std::string normalizer = "none";
  std::vector<std::string> special_tokens = {std::string(kEndOfText), std::string(kSystem),
                                             std::string(kUser), std::string(kAssistant),
                                             std::string(kEnd)};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("vocab_size", vocab_size, "tokens in all, special tokens and the 256 bytes included",
          config::Range{256, 1 << 24});
    visit("min_frequency", min_frequency, "pairs seen less often are not merged",
          config::at_least(0));
    visit("max_token_length", max_token_length, "tokens stay shorter than this many bytes",
          config::at_least(2));
    visit("pre_tokenizer", pre_tokenizer, "how text is cut into words",
          config::OneOf{{"gpt2", "qwen2", "llama3"}});
    visit("normalizer", normalizer, "Unicode form of all text; none keeps text as it is",
          config::OneOf{{"none", "NFC", "NFKC"}});
    visit("special_tokens", special_tokens, "tokens with the first ids; the first ends a document");
  }
};

// Not thread-safe; works on all threads by itself.
class BpeTrainer {
 public:
  explicit BpeTrainer(BpeTrainerConfig config);

  void add(std::span<const std::string> texts);  // as encode() reads them
  int64_t words() const { return counts_.total(); }

  // `on_merge` is called after each merge. With all tokens of our chat template among the special
  // ones, the tokenizer's configuration carries the template.
  Tokenizer train(const std::function<void()>& on_merge = {}) const;

 private:
  BpeTrainerConfig config_;
  std::unique_ptr<PreTokenizer> pre_tokenizer_;
  std::unique_ptr<Normalizer> normalizer_;  // may be null
  WordCounts counts_;
};

}  // namespace dragoman::text
