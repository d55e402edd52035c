// The most probable cut of a piece under a unigram language model of tokens (Kudo 2018), found by
// Viterbi over byte positions. Characters without a token cost the worst score less 10; runs of
// them become one unknown token, or the tokens of their bytes.
#include <algorithm>
#include <limits>

#include "base/error.h"
#include "text/byte_tokens.h"
#include "text/model.h"
#include "text/token_trie.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace dragoman::text {
namespace {

constexpr double kUnknownPenalty = 10;
constexpr size_t kNowhere = std::numeric_limits<size_t>::max();

// The best path to one byte position.
struct Node {
  double score = 0;
  size_t start = kNowhere;  // of its last token; kNowhere: no path yet
  TokenId id = -1;          // of its last token

  void offer(double other_score, size_t other_start, TokenId other_id) {
    if (start != kNowhere && other_score <= score) return;
    *this = {other_score, other_start, other_id};
  }
};

class Unigram final : public Model {
 public:
  Unigram(const ModelParts& parts, TokenId unknown, bool byte_fallback)
      : vocabulary_(parts.vocabulary),
        scores_(parts.file.scores),
        bytes_(parts.vocabulary),
        where_(parts.place.where()),
        unknown_(unknown),
        byte_fallback_(byte_fallback) {
    for (const auto& [token, id] : parts.file.vocabulary) trie_.add(token, id);
    trie_.finish();
    if (!scores_.empty())
      unknown_score_ = *std::min_element(scores_.begin(), scores_.end()) - kUnknownPenalty;
  }

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
    const uint64_t hash = WordCache::hash(piece);
    if (cache_.find(piece, hash, ids)) return;
    const size_t before = ids.size();
    append_best(piece, ids);
    cache_.put(piece, hash, ids.data() + before, ids.size() - before);
  }

 private:
  void append_best(std::string_view piece, std::vector<TokenId>& ids) const {
    thread_local std::vector<Node> nodes;
    nodes.assign(piece.size() + 1, {});
    for (size_t start = 0; start < piece.size();) {
      size_t next = start;
      next_code_point(piece, next);
      extend(piece, start, next, nodes);
      start = next;
    }
    append_path(piece, nodes, ids);
  }

  // Offers every token that begins at `start`, whose character ends at `next`.
  void extend(std::string_view piece, size_t start, size_t next, std::vector<Node>& nodes) const {
    const double score = nodes[start].score;
    bool whole_character = false;
    trie_.for_each_prefix(piece.substr(start), [&](size_t length, TokenId id) {
      nodes[start + length].offer(score + scores_[static_cast<size_t>(id)], start, id);
      if (start + length == next) whole_character = true;
    });
    if (whole_character) return;
    if (unknown_ < 0)
      throw_input("{}: no token for \"{}\" and no unk_id", where_,
                  piece.substr(start, next - start));
    nodes[next].offer(score + unknown_score_, start, unknown_);
  }

  void append_path(std::string_view piece, const std::vector<Node>& nodes,
                   std::vector<TokenId>& ids) const {
    struct Step {
      size_t begin;
      size_t end;
      TokenId id;
    };
    thread_local std::vector<Step> steps;  // last first
    steps.clear();
    for (size_t end = piece.size(); end > 0; end = nodes[end].start) {
      const Node& node = nodes[end];
      if (!steps.empty() && node.id == unknown_ && steps.back().id == unknown_) {
        steps.back().begin = node.start;
      } else {
        steps.push_back({node.start, end, node.id});
      }
    }
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      if (step->id == unknown_) {
        append_unknown(piece.substr(step->begin, step->end - step->begin), ids);
      } else {
        ids.push_back(step->id);
      }
    }
  }

  void append_unknown(std::string_view run, std::vector<TokenId>& ids) const {
    if (const auto id = vocabulary_.find(run)) {
      ids.push_back(*id);
    } else if (!(byte_fallback_ && bytes_.append(run, ids))) {
      ids.push_back(unknown_);
    }
  }

  const Vocabulary& vocabulary_;
  std::vector<double> scores_;  // natural logs, by id
  TokenTrie trie_;
  ByteTokens bytes_;
  std::string where_;
  TokenId unknown_;
  bool byte_fallback_;
  double unknown_score_ = -kUnknownPenalty;
  WordCache cache_;
};

}  // namespace

std::unique_ptr<Model> make_unigram(const ModelParts& parts) {
  if (parts.file.scores.size() != parts.file.vocabulary.size())
    throw_input("{}: \"vocab\" must be a list of [token, score]", parts.place.where());
  TokenId unknown = -1;
  if (parts.place.has("unk_id")) {
    const int64_t id = parts.place.integer("unk_id");
    if (id < 0 || id >= static_cast<int64_t>(parts.file.scores.size()))
      throw_input("{}: unk_id is not in the vocabulary", parts.place.where());
    unknown = static_cast<TokenId>(id);
  }
  return std::make_unique<Unigram>(parts, unknown, parts.place.flag("byte_fallback", false));
}

}  // namespace dragoman::text
