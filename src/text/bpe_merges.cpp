#include "text/bpe_merges.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <queue>
#include <string_view>
#include <unordered_map>

#include "text/byte_level.h"
#include "text/pair_table.h"

namespace dragoman::text {
namespace {

// A pair in the queue, with the count it had when it was put there and the words it was seen in.
struct Candidate {
  int64_t count;
  TokenId left;
  TokenId right;
  size_t places;  // index of a list of words

  bool operator<(const Candidate& other) const {
    if (count != other.count) return count < other.count;
    return std::pair(left, right) > std::pair(other.left, other.right);
  }
};

struct Pair {
  int64_t count = 0;
  int64_t places = -1;  // the list of words that is being gathered for it; -1: none
};

// A word as symbols inside one long row.
struct Word {
  size_t begin;
  size_t size;
  int64_t count;
};

class Learner {
 public:
  Learner(const std::vector<std::string>& special, const MergeLimits& limits) : limits_(limits) {
    for (const std::string& token : special) add_token(token);
    std::array<unsigned, 256> bytes;
    std::iota(bytes.begin(), bytes.end(), 0U);
    std::sort(bytes.begin(), bytes.end(), [](unsigned a, unsigned b) {
      return byte_character(static_cast<unsigned char>(a)) <
             byte_character(static_cast<unsigned char>(b));
    });
    for (const unsigned byte : bytes)
      byte_ids_[byte] = add_token(to_byte_characters(std::string(1, static_cast<char>(byte))));
  }

  LearnedTokens run(const std::vector<CountedWord>& words) {
    load(words);
    while (static_cast<int64_t>(learned_.tokens.size()) < limits_.vocabulary_size &&
           !queue_.empty()) {
      Candidate top = queue_.top();
      queue_.pop();
      const int64_t count = pairs_.at(top.left, top.right).count;
      if (top.count != count) {
        top.count = count;
        queue_.push(top);
        continue;
      }
      if (top.count < std::max<int64_t>(1, limits_.min_frequency)) break;
      merge(top);
      if (limits_.on_merge) limits_.on_merge();
    }
    drop_repeated_merges();
    return std::move(learned_);
  }

 private:
  TokenId add_token(const std::string& token) {
    const auto id = static_cast<TokenId>(learned_.tokens.size());
    const auto [place, fresh] = ids_.emplace(token, id);
    if (fresh) {
      learned_.tokens.push_back(token);
      lengths_.push_back(1);
    }
    return place->second;
  }

  void load(const std::vector<CountedWord>& words) {
    size_t total = 0;
    for (const CountedWord& word : words) total += word.word.size();
    symbols_.reserve(total);
    for (const CountedWord& word : words) {
      words_.push_back({symbols_.size(), word.word.size(), word.count});
      for (const char c : word.word) symbols_.push_back(byte_ids_[static_cast<unsigned char>(c)]);
    }
    for (size_t w = 0; w < words_.size(); ++w)
      for (size_t i = 0; i + 1 < words_[w].size; ++i) {
        const size_t at = words_[w].begin + i;
        change_count(symbols_[at], symbols_[at + 1], words_[w].count, w);
      }
    queue_changed_pairs();
  }

  // Moves a pair's count; where it grows, remembers the word.
  void change_count(TokenId left, TokenId right, int64_t change, size_t word) {
    Pair& pair = pairs_.at(left, right);
    pair.count += change;
    if (change < 0) return;
    if (pair.places < 0) {
      pair.places = static_cast<int64_t>(places_.size());
      places_.emplace_back();
      grown_.emplace_back(left, right);
    }
    std::vector<uint32_t>& places = places_[static_cast<size_t>(pair.places)];
    if (places.empty() || places.back() != word) places.push_back(static_cast<uint32_t>(word));
  }

  void queue_changed_pairs() {
    for (const auto& [left, right] : grown_) {
      Pair& pair = pairs_.at(left, right);
      if (pair.count > 0) queue_.push({pair.count, left, right, static_cast<size_t>(pair.places)});
      pair.places = -1;
    }
    grown_.clear();
  }

  void merge(const Candidate& top) {
    const std::string token = learned_.tokens[static_cast<size_t>(top.left)] +
                              learned_.tokens[static_cast<size_t>(top.right)];
    const TokenId id = add_token(token);
    lengths_[static_cast<size_t>(id)] =
        lengths_[static_cast<size_t>(top.left)] + lengths_[static_cast<size_t>(top.right)];
    learned_.merges.emplace_back(top.left, top.right);
    const std::vector<uint32_t> places = std::move(places_[top.places]);
    for (const uint32_t word : places) merge_in_word(word, top, id);
    queue_changed_pairs();
  }

  // Replaces the pair from left to right. Neighbours of each replacement change their counts; the
  // left one is what it has become by then, the right one is what it was.
  void merge_in_word(size_t index, const Candidate& pair, TokenId id) {
    Word& word = words_[index];
    TokenId* const symbols = symbols_.data() + word.begin;
    size_t out = 0;
    for (size_t i = 0; i < word.size; ++i, ++out) {
      if (symbols[i] != pair.left || i + 1 >= word.size || symbols[i + 1] != pair.right) {
        symbols[out] = symbols[i];
        continue;
      }
      if (out > 0) {
        change_count(symbols[out - 1], pair.left, -word.count, index);
        if (fits(symbols[out - 1], id)) change_count(symbols[out - 1], id, word.count, index);
      }
      if (i + 2 < word.size) {
        change_count(pair.right, symbols[i + 2], -word.count, index);
        if (fits(id, symbols[i + 2])) change_count(id, symbols[i + 2], word.count, index);
      }
      symbols[out] = id;
      ++i;
    }
    word.size = out;
  }

  bool fits(TokenId left, TokenId right) const {
    return lengths_[static_cast<size_t>(left)] + lengths_[static_cast<size_t>(right)] <
           limits_.max_token_length;
  }

  // A token that two pairs make can bring a merged pair back; the file keeps its last rank.
  void drop_repeated_merges() {
    auto& merges = learned_.merges;
    PairTable<size_t> last(merges.size());
    for (size_t i = 0; i < merges.size(); ++i) last.at(merges[i].first, merges[i].second) = i;
    size_t kept = 0;
    for (size_t i = 0; i < merges.size(); ++i)
      if (*last.find(merges[i].first, merges[i].second) == i) merges[kept++] = merges[i];
    merges.resize(kept);
  }

  const MergeLimits& limits_;
  LearnedTokens learned_;
  std::unordered_map<std::string, TokenId> ids_;
  std::vector<int64_t> lengths_;  // in bytes, by token
  std::array<TokenId, 256> byte_ids_{};

  std::vector<TokenId> symbols_;
  std::vector<Word> words_;
  PairTable<Pair> pairs_;
  std::vector<std::vector<uint32_t>> places_;
  std::vector<std::pair<TokenId, TokenId>> grown_;  // pairs whose count grew in this step
  std::priority_queue<Candidate> queue_;
};

}  // namespace

LearnedTokens learn_merges(const std::vector<CountedWord>& words,
                           const std::vector<std::string>& special, const MergeLimits& limits) {
  return Learner(special, limits).run(words);
}

}  // namespace dragoman::text
