// Byte-pair encoding that starts from characters, as Llama 2, Mistral and Gemma do: a character
// without a token becomes the tokens of its bytes ("<0xE4>"), else the unknown token. Where no
// merge joins a character and a "▁" behind it, words are merged one by one, as nothing crosses from
// one to the next.
#include <algorithm>

#include "text/byte_tokens.h"
#include "text/pair_merger.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace dragoman::text {
namespace {

constexpr std::string_view kSpace = "▁";

// Whether "x▁" is never part of a merged token, and "▁" itself is known.
bool spaces_begin_words(const ModelParts& parts, const BpeOptions& options) {
  if (!options.continuing_prefix.empty() || !options.word_suffix.empty()) return false;
  if (!parts.vocabulary.find(kSpace)) return false;
  const auto& merges = parts.file.merges;
  return std::none_of(merges.begin(), merges.end(), [](const auto& merge) {
    return merge.second.starts_with(kSpace) && !merge.first.ends_with(kSpace);
  });
}

// Where the word at the front ends: before the first "▁" that is not at its own start.
size_t word_end(std::string_view text) {
  size_t begin = 0;
  while (text.substr(begin).starts_with(kSpace)) begin += kSpace.size();
  return std::min(text.find(kSpace, begin), text.size());
}

class CharacterBpe final : public Model {
 public:
  CharacterBpe(const ModelParts& parts, BpeOptions options)
      : vocabulary_(parts.vocabulary),
        merger_(parts, options.continuing_prefix.size()),
        by_word_(spaces_begin_words(parts, options)),
        options_(std::move(options)),
        bytes_(parts.vocabulary) {}

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
    if (options_.ignore_merges) {
      if (const auto id = vocabulary_.find(piece)) {
        ids.push_back(*id);
        return;
      }
    }
    while (!piece.empty()) {
      const std::string_view word = by_word_ ? piece.substr(0, word_end(piece)) : piece;
      encode_word(word, ids);
      piece.remove_prefix(word.size());
    }
  }

 private:
  void encode_word(std::string_view word, std::vector<TokenId>& ids) const {
    const uint64_t hash = WordCache::hash(word);
    if (cache_.find(word, hash, ids)) return;
    const size_t before = ids.size();
    append_symbols(word, ids);
    ids.resize(before + merger_.merge(std::span(ids).subspan(before)));
    cache_.put(word, hash, ids.data() + before, ids.size() - before);
  }

  // One id a character. An unknown token waits until the next known character, as in `tokenizers`:
  // byte tokens in between come before it.
  void append_symbols(std::string_view piece, std::vector<TokenId>& ids) const {
    bool waiting = false;
    const auto flush = [&] {
      if (waiting) ids.push_back(options_.unknown);
      waiting = false;
    };
    for (size_t position = 0; position < piece.size();) {
      const size_t begin = position;
      next_code_point(piece, position);
      const std::string_view character = piece.substr(begin, position - begin);
      std::string storage;
      const std::string_view symbol =
          decorated(character, begin, position == piece.size(), storage);
      if (const auto id = vocabulary_.find(symbol)) {
        flush();
        ids.push_back(*id);
      } else if (!(options_.byte_fallback && bytes_.append(symbol, ids)) && options_.unknown >= 0) {
        if (!options_.fuse_unknown) flush();
        waiting = true;
      }
    }
    flush();
  }

  // The character with the prefix of all but the first and the suffix of the last.
  std::string_view decorated(std::string_view character, size_t begin, bool last,
                             std::string& storage) const {
    const bool prefixed = begin > 0 && !options_.continuing_prefix.empty();
    const bool suffixed = last && !options_.word_suffix.empty();
    if (!prefixed && !suffixed) return character;
    if (prefixed) storage = options_.continuing_prefix;
    storage += character;
    if (suffixed) storage += options_.word_suffix;
    return storage;
  }

  const Vocabulary& vocabulary_;
  PairMerger merger_;
  bool by_word_;
  BpeOptions options_;
  ByteTokens bytes_;
  WordCache cache_;
};

}  // namespace

std::unique_ptr<Model> make_character_bpe(const ModelParts& parts, const BpeOptions& options) {
  return std::make_unique<CharacterBpe>(parts, options);
}

}  // namespace dragoman::text
