// The longest token that starts a word, then the longest that continues it, and so on; a word that
// can't be covered is unknown as a whole (Wu et al. 2016; BERT).
#include "base/error.h"
#include "text/model.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace dragoman::text {
namespace {

struct WordPieceOptions {
  TokenId unknown = -1;
  std::string prefix;          // of tokens that continue a word
  int64_t max_characters = 0;  // longer words are unknown
};

class WordPiece final : public Model {
 public:
  WordPiece(const Vocabulary& vocabulary, WordPieceOptions options)
      : vocabulary_(vocabulary), options_(std::move(options)) {}

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
    const uint64_t hash = WordCache::hash(piece);
    if (cache_.find(piece, hash, ids)) return;
    const size_t before = ids.size();
    if (count_code_points(piece) > options_.max_characters || !cover(piece, ids)) {
      ids.resize(before);
      ids.push_back(options_.unknown);
    }
    cache_.put(piece, hash, ids.data() + before, ids.size() - before);
  }

 private:
  // Appends the tokens; false where some part of the word has none.
  bool cover(std::string_view word, std::vector<TokenId>& ids) const {
    std::string candidate;
    for (size_t start = 0; start < word.size();) {
      candidate.assign(start > 0 ? options_.prefix : "").append(word.substr(start));
      const size_t prefix = candidate.size() - (word.size() - start);
      size_t end = candidate.size();
      std::optional<TokenId> id;
      while (end > prefix && !(id = vocabulary_.find(std::string_view(candidate).substr(0, end))))
        end = previous_code_point(candidate, end);
      if (!id) return false;
      ids.push_back(*id);
      start += end - prefix;
    }
    return true;
  }

  const Vocabulary& vocabulary_;
  WordPieceOptions options_;
  WordCache cache_;
};

}  // namespace

std::unique_ptr<Model> make_word_piece(const ModelParts& parts) {
  const JsonPlace& place = parts.place;
  const auto unknown = parts.vocabulary.find(place.string("unk_token"));
  if (!unknown) throw_input("{}: unk_token is not in the vocabulary", place.where());
  return std::make_unique<WordPiece>(
      parts.vocabulary,
      WordPieceOptions{.unknown = *unknown,
                       .prefix = place.string("continuing_subword_prefix"),
                       .max_characters = place.integer("max_input_chars_per_word")});
}

}  // namespace dragoman::text
