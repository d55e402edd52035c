// Byte-pair encoding over bytes (Sennrich et al. 2016; Radford et al. 2019): of all neighbouring
// pairs the one of lowest rank, leftmost first, merges until none is left. Short pieces scan a row
// of ranks; long ones keep a heap over a linked list, so that no input is quadratic.
#include <algorithm>
#include <array>
#include <limits>
#include <queue>

#include "base/error.h"
#include "text/byte_level.h"
#include "text/model.h"
#include "text/pair_table.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace dragoman::text {
namespace {

constexpr size_t kShort = 48;  // symbols; up to here the scan wins over the heap

// What a pair of neighbours becomes.
struct Merge {
  int32_t rank = std::numeric_limits<int32_t>::max();  // lower ranks merge first
  TokenId id = -1;                                     // -1: the pair does not merge
};

struct BpeOptions {
  TokenId unknown = -1;  // for bytes without a token; -1 leaves them out
  bool fuse_unknown = false;
  bool ignore_merges = false;  // a piece that is a token is never looked into
};

class ByteLevelBpe final : public Model {
 public:
  ByteLevelBpe(const Vocabulary& vocabulary, PairTable<Merge> merges, const BpeOptions& options)
      : vocabulary_(vocabulary), merges_(std::move(merges)), options_(options) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string character;
      append_utf8(character, byte_character(static_cast<unsigned char>(byte)));
      byte_ids_[byte] = vocabulary.find(character).value_or(-1);
    }
  }

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
    const uint64_t hash = WordCache::hash(piece);
    if (cache_.find(piece, hash, ids)) return;
    const size_t before = ids.size();
    if (!encode_whole(piece, ids)) {
      append_symbols(piece, ids);
      const std::span<TokenId> symbols(ids.begin() + static_cast<ptrdiff_t>(before), ids.end());
      ids.resize(before + (symbols.size() <= kShort ? merge_short(symbols) : merge_long(symbols)));
    }
    cache_.put(piece, hash, ids.data() + before, ids.size() - before);
  }

 private:
  Merge find_merge(TokenId left, TokenId right) const {
    const Merge* merge = merges_.find(left, right);
    return merge == nullptr ? Merge{} : *merge;
  }

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

  // Merges in place; returns how many symbols are left.
  size_t merge_short(std::span<TokenId> symbols) const {
    size_t count = symbols.size();
    std::array<Merge, kShort> merges;  // merges[i]: of symbols i and i + 1
    for (size_t i = 0; i + 1 < count; ++i) merges[i] = find_merge(symbols[i], symbols[i + 1]);
    while (count > 1) {
      size_t best = 0;
      for (size_t i = 1; i + 1 < count; ++i)
        if (merges[i].rank < merges[best].rank) best = i;
      if (merges[best].id < 0) break;
      symbols[best] = merges[best].id;
      std::copy(symbols.begin() + static_cast<ptrdiff_t>(best) + 2,
                symbols.begin() + static_cast<ptrdiff_t>(count),
                symbols.begin() + static_cast<ptrdiff_t>(best) + 1);
      std::copy(merges.begin() + static_cast<ptrdiff_t>(best) + 1,
                merges.begin() + static_cast<ptrdiff_t>(count) - 1,
                merges.begin() + static_cast<ptrdiff_t>(best));
      --count;
      if (best > 0) merges[best - 1] = find_merge(symbols[best - 1], symbols[best]);
      if (best + 1 < count) merges[best] = find_merge(symbols[best], symbols[best + 1]);
    }
    return count;
  }

  size_t merge_long(std::span<TokenId> symbols) const;

  const Vocabulary& vocabulary_;
  PairTable<Merge> merges_;
  BpeOptions options_;
  std::array<TokenId, 256> byte_ids_{};
  WordCache cache_;
};

// A pair that may merge; stale once one of its symbols has changed.
struct Candidate {
  Merge merge;
  size_t position;
  bool operator>(const Candidate& other) const {
    return merge.rank != other.merge.rank ? merge.rank > other.merge.rank
                                          : position > other.position;
  }
};

size_t ByteLevelBpe::merge_long(std::span<TokenId> symbols) const {
  constexpr TokenId kGone = -1;
  const size_t size = symbols.size();
  std::vector<size_t> next(size);
  std::vector<size_t> previous(size);
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
  const auto offer = [&](size_t left) {  // the pair of `left` and its right neighbour, if any
    if (next[left] >= size) return;
    const Merge merge = find_merge(symbols[left], symbols[next[left]]);
    if (merge.id >= 0) queue.push({merge, left});
  };
  for (size_t i = 0; i < size; ++i) {
    next[i] = i + 1;
    previous[i] = i - 1;  // wraps for the first, and is then out of range
  }
  for (size_t i = 0; i + 1 < size; ++i) offer(i);
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    const size_t left = top.position;
    if (symbols[left] == kGone || next[left] >= size) continue;
    const size_t right = next[left];
    if (find_merge(symbols[left], symbols[right]).rank != top.merge.rank) continue;
    symbols[left] = top.merge.id;
    symbols[right] = kGone;
    next[left] = next[right];
    if (next[left] < size) previous[next[left]] = left;
    if (previous[left] < size) offer(previous[left]);
    offer(left);
  }
  const auto end = std::remove(symbols.begin(), symbols.end(), kGone);
  return static_cast<size_t>(end - symbols.begin());
}

PairTable<Merge> merge_table(const ModelParts& parts) {
  PairTable<Merge> table(parts.file.merges.size());
  int32_t rank = 0;
  std::string joined;
  for (const auto& [left, right] : parts.file.merges) {
    joined.assign(left).append(right);
    const auto left_id = parts.vocabulary.find(left);
    const auto right_id = parts.vocabulary.find(right);
    const auto id = parts.vocabulary.find(joined);
    if (!left_id || !right_id || !id) {
      throw_input("{}: merges[{}]: token \"{}\" is not in the vocabulary", parts.place.where(),
                  rank,
                  !left_id    ? left
                  : !right_id ? right
                              : joined);
    }
    table.at(*left_id, *right_id) = {rank++, *id};  // a pair given again keeps its last merge
  }
  return table;
}

}  // namespace

std::unique_ptr<Model> make_byte_level_bpe(const ModelParts& parts) {
  const JsonPlace& place = parts.place;
  for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
    if (place.has(key) && !place.string(key).empty()) place.unsupported(key);
  if (place.has("dropout") && place.value()["dropout"] != 0.0) place.unsupported("dropout");
  if (place.flag("byte_fallback", false)) place.unsupported("byte_fallback");
  BpeOptions options{.fuse_unknown = place.flag("fuse_unk", false),
                     .ignore_merges = place.flag("ignore_merges", false)};
  if (place.has("unk_token")) {
    const auto id = parts.vocabulary.find(place.string("unk_token"));
    if (!id) throw_input("{}: unk_token is not in the vocabulary", place.where());
    options.unknown = *id;
  }
  return std::make_unique<ByteLevelBpe>(parts.vocabulary, merge_table(parts), options);
}

}  // namespace dragoman::text
