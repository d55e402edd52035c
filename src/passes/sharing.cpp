#include "passes/sharing.h"

#include <algorithm>
#include <numeric>

namespace dragoman::passes {
namespace {

constexpr size_t kLeast = 8;  // tokens of a beginning

using Tokens = std::span<const TokenId>;

size_t common(Tokens a, Tokens b) {
  return static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                             a.begin());
}

class Sharer {
 public:
  Sharer(Tokens tokens, std::span<const int32_t> cu_seqlens)
      : tokens_(tokens), cu_seqlens_(cu_seqlens) {
    sharing_.places.resize(tokens.size());
    sharing_.trees.push_back(0);
  }

  Tokens sequence(size_t s) const { return tokens_.subspan(begin(s), size(s)); }

  // Sequences that share their first `length` tokens (0: one alone).
  void add(std::span<const size_t> sequences, size_t length) {
    SegmentRows beginning;
    if (length > 0) {
      beginning = rows_of(sequences.front(), 0, length);
      sharing_.segments.push_back(beginning);
    }
    for (const size_t s : sequences) {
      for (size_t t = 0; t < length; ++t)
        sharing_.places[begin(s) + t] = static_cast<int64_t>(beginning.begin + t);
      if (size(s) == length) continue;
      SegmentRows rest = rows_of(s, length, size(s));
      rest.prefix_begin = beginning.begin;
      rest.prefix_end = beginning.end;
      sharing_.segments.push_back(rest);
    }
    sharing_.trees.push_back(sharing_.segments.size());
  }

  Sharing take() { return std::move(sharing_); }

 private:
  size_t begin(size_t s) const { return static_cast<size_t>(cu_seqlens_[s]); }
  size_t size(size_t s) const { return static_cast<size_t>(cu_seqlens_[s + 1]) - begin(s); }

  // New rows for tokens `from` to `to` of a sequence.
  SegmentRows rows_of(size_t s, size_t from, size_t to) {
    const size_t first = sharing_.rows();
    for (size_t t = from; t < to; ++t) {
      sharing_.places[begin(s) + t] = static_cast<int64_t>(sharing_.rows());
      sharing_.sources.push_back(static_cast<int64_t>(begin(s) + t));
    }
    return {first, sharing_.rows(), 0, 0};
  }

  Tokens tokens_;
  std::span<const int32_t> cu_seqlens_;
  Sharing sharing_;
};

}  // namespace

// In lexicographic order those that begin alike are neighbours. A run of them grows as long as that
// saves rows.
Sharing share_beginnings(Tokens tokens, std::span<const int32_t> cu_seqlens, bool apart) {
  Sharer sharer(tokens, cu_seqlens);
  std::vector<size_t> order(cu_seqlens.size() - 1);
  std::iota(order.begin(), order.end(), 0);
  if (!apart)
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      const Tokens left = sharer.sequence(a), right = sharer.sequence(b);
      return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
    });
  for (size_t first = 0; first < order.size();) {
    size_t last = first + 1, length = 0;
    for (; !apart && last < order.size(); ++last) {
      const size_t with = common(sharer.sequence(order[first]), sharer.sequence(order[last]));
      const size_t kept = last == first + 1 ? with : std::min(with, length);
      if (kept < kLeast || kept * (last - first) < length * (last - first - 1)) break;
      length = kept;
    }
    sharer.add({order.data() + first, last - first}, length);
    first = last;
  }
  return sharer.take();
}

}  // namespace dragoman::passes
