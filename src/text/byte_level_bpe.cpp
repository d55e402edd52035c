// Byte-pair encoding that starts from bytes (Radford et al. 2019): every byte is a token.
#include <array>

#include "text/byte_level.h"
#include "text/pair_merger.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace dragoman::text {
namespace {

class ByteLevelBpe final : public Model {
 public:
  ByteLevelBpe(const ModelParts& parts, const BpeOptions& options)
      : vocabulary_(parts.vocabulary), merger_(parts, 0), options_(options) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string character;
      append_utf8(character, byte_character(static_cast<unsigned char>(byte)));
      byte_ids_[byte] = vocabulary_.find(character).value_or(-1);
    }
  }

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
    const uint64_t hash = WordCache::hash(piece);
    if (cache_.find(piece, hash, ids)) return;
    const size_t before = ids.size();
    if (!encode_whole(piece, ids)) {
      append_symbols(piece, ids);
      ids.resize(before + merger_.merge(std::span(ids).subspan(before)));
    }
    cache_.put(piece, hash, ids.data() + before, ids.size() - before);
  }

 private:
  bool encode_whole(std::string_view piece, std::vector<TokenId>& ids) const {
    if (!options_.ignore_merges) return false;
    const auto id = vocabulary_.find(to_byte_characters(piece));
    if (id) ids.push_back(*id);
    return id.has_value();
  }

  // One id a byte; bytes the vocabulary lacks become the unknown token, or nothing.
  void append_symbols(std::string_view piece, std::vector<TokenId>& ids) const {
    bool after_unknown = false;
    for (const char c : piece) {
      const TokenId id = byte_ids_[static_cast<unsigned char>(c)];
      const bool unknown = id < 0;
      if (!unknown) {
        ids.push_back(id);
      } else if (options_.unknown >= 0 && !(options_.fuse_unknown && after_unknown)) {
        ids.push_back(options_.unknown);
      }
      after_unknown = unknown;
    }
  }

  const Vocabulary& vocabulary_;
  PairMerger merger_;
  BpeOptions options_;
  std::array<TokenId, 256> byte_ids_{};
  WordCache cache_;
};

}  // namespace

std::unique_ptr<Model> make_byte_level_bpe(const ModelParts& parts, const BpeOptions& options) {
  return std::make_unique<ByteLevelBpe>(parts, options);
}

}  // namespace dragoman::text
