// Two things here are not plain Levenshtein and decide the last digit of published scores: the
// distance only looks at a band around the pseudo-diagonal, and among equally cheap alignments the
// order substitution, deletion, insertion picks the one that guides the shifts.
#include "metrics/ter_edits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>
#include <vector>

#include "metrics/bit_column.h"

namespace dragoman::metrics {
namespace {

constexpr int kMaxShiftLength = 10;
constexpr int kMaxShiftDistance = 50;
constexpr int kBeam = 25;
constexpr int kMaxCandidates = 1000;
constexpr int32_t kUnreached = 1 << 28;

enum class Op : uint8_t { kNone, kKeep, kSubstitute, kDelete, kInsert };

// The banded matrix of one hypothesis (rows) against the reference (columns).
class Band {
 public:
  Band(std::span<const Symbol> reference, size_t hypothesis_length)
      : reference_(reference), rows_(hypothesis_length) {
    const auto columns = static_cast<double>(reference.size());
    ratio_ = rows_ == 0 ? 1.0 : columns / static_cast<double>(rows_);
    width_ = kBeam < ratio_ / 2 ? static_cast<int>(std::ceil(ratio_ / 2 + kBeam)) : kBeam;
  }

  size_t row_size() const { return reference_.size() + 1; }

  // Row i (1 … rows) of hypothesis word `word`, from the row above; `ops` may be null.
  void fill(size_t i, Symbol word, const int32_t* above, int32_t* row, Op* ops) const {
    std::fill(row, row + row_size(), kUnreached);
    const int centre = static_cast<int>(std::floor(static_cast<double>(i) * ratio_));
    const int columns = static_cast<int>(row_size());
    const int first = std::max(0, centre - width_);
    const int end = i == rows_ ? columns : std::min(columns, centre + width_);
    for (int j = first; j < end; ++j) {
      int32_t cost = kUnreached;
      Op op = Op::kNone;
      const auto offer = [&cost, &op](int32_t offered, Op by) {
        if (offered < cost) std::tie(cost, op) = std::tie(offered, by);
      };
      if (j > 0) {
        const bool equal = word == reference_[static_cast<size_t>(j) - 1];
        offer(above[j - 1] + (equal ? 0 : 1), equal ? Op::kKeep : Op::kSubstitute);
      }
      offer(above[j] + 1, Op::kDelete);
      if (j > 0) offer(row[j - 1] + 1, Op::kInsert);
      row[j] = cost;
      if (ops != nullptr) ops[j] = op;
    }
  }

 private:
  std::span<const Symbol> reference_;
  size_t rows_;
  double ratio_;
  int width_;
};

// How the current hypothesis lies on the reference.
struct Alignment {
  std::vector<int> hypothesis_of;      // per reference word; -1: before the first
  std::vector<int> hypothesis_errors;  // prefix sums
  std::vector<int> reference_errors;   // prefix sums
};

// The unbanded matrix after a prefix of the hypothesis, for references of at most 64 words.
struct Prefix {
  BitColumn column;
  int distance = 0;  // of the prefix to the whole reference

  void read(uint64_t equal, uint64_t last) { distance += column.read(equal, last, 1); }
};

struct Shift {
  size_t start, length, target;
};

// The words with words[start … start + length) moved in front of position `target`.
void apply(const Shift& shift, std::span<const Symbol> words, std::vector<Symbol>& out) {
  const auto part = [&](size_t begin, size_t end) {
    begin = std::min(begin, words.size());
    end = std::clamp(end, begin, words.size());
    out.insert(out.end(), words.begin() + static_cast<std::ptrdiff_t>(begin),
               words.begin() + static_cast<std::ptrdiff_t>(end));
  };
  const size_t behind = shift.start + shift.length;
  out.clear();
  if (shift.target < shift.start) {
    part(0, shift.target);
    part(shift.start, behind);
    part(shift.target, shift.start);
    part(behind, words.size());
  } else {
    const size_t end = shift.target > behind ? shift.target : shift.length + shift.target;
    part(0, shift.start);
    part(behind, end);
    part(shift.start, behind);
    part(end, words.size());
  }
}

class ShiftSearch {
 public:
  ShiftSearch(std::span<const Symbol> hypothesis, std::span<const Symbol> reference)
      : reference_(reference),
        words_(hypothesis.begin(), hypothesis.end()),
        band_(reference, hypothesis.size()) {
    if (reference.size() > 64) return;
    Symbol largest = *std::max_element(reference.begin(), reference.end());
    for (const Symbol word : hypothesis) largest = std::max(largest, word);
    positions_.assign(size_t{largest} + 1, 0);
    for (size_t j = 0; j < reference.size(); ++j) positions_[reference[j]] |= uint64_t{1} << j;
  }

  int64_t edits() {
    int64_t shifts = 0;
    align();
    while (const int gain = find_best_shift()) {
      if (candidates_ >= kMaxCandidates || gain < 0) break;
      ++shifts;
      apply(best_, words_, shifted_);
      words_.swap(shifted_);
      align();
    }
    return shifts + distance_;
  }

 private:
  using Rank = std::tuple<int, size_t, std::ptrdiff_t, std::ptrdiff_t>;

  void align();
  void read_alignment();
  void read_columns();
  int find_best_shift();
  int best_gain() const { return best_rank_ ? std::get<0>(*best_rank_) : 0; }
  void try_targets(size_t start, size_t reference_start, size_t length);
  int distance_after(const Shift& shift);
  int banded_distance(size_t first_changed);
  bool worth_moving(size_t start, size_t reference_start, size_t length) const;

  std::span<const Symbol> reference_;
  std::vector<Symbol> words_;
  Band band_;
  std::vector<uint64_t>
      positions_;  // of each symbol in the reference; empty: too long for one word

  // Of the current words:
  int distance_ = 0;
  Alignment alignment_;
  std::vector<int32_t> costs_;
  std::vector<Op> ops_;
  std::vector<Prefix> columns_;  // after each prefix of the words

  int candidates_ = 0;
  std::optional<Rank> best_rank_;
  Shift best_{};
  std::vector<Symbol> shifted_;
  std::array<std::vector<int32_t>, 2> scratch_;
};

void ShiftSearch::align() {
  const size_t width = band_.row_size();
  costs_.resize((words_.size() + 1) * width);
  ops_.assign(costs_.size(), Op::kNone);
  for (size_t j = 0; j < width; ++j) {
    costs_[j] = static_cast<int32_t>(j);
    ops_[j] = Op::kInsert;
  }
  for (size_t i = 1; i <= words_.size(); ++i)
    band_.fill(i, words_[i - 1], &costs_[(i - 1) * width], &costs_[i * width], &ops_[i * width]);
  distance_ = costs_.back();
  read_alignment();
  if (!positions_.empty()) read_columns();
}

// Walks the cheapest path backwards, then counts errors forwards.
void ShiftSearch::read_alignment() {
  const size_t width = band_.row_size();
  size_t i = words_.size();
  size_t j = reference_.size();
  alignment_.hypothesis_of.assign(reference_.size(), -1);
  alignment_.hypothesis_errors.assign(words_.size() + 1, 0);
  alignment_.reference_errors.assign(reference_.size() + 1, 0);
  while (i > 0 || j > 0) {
    const Op op = ops_[i * width + j];
    const int error = op == Op::kKeep ? 0 : 1;
    if (op != Op::kDelete) {
      alignment_.hypothesis_of[j - 1] = static_cast<int>(i) - 1;
      alignment_.reference_errors[j--] = error;
    }
    if (op != Op::kInsert) alignment_.hypothesis_errors[i--] = error;
  }
  for (size_t k = 1; k <= words_.size(); ++k)
    alignment_.hypothesis_errors[k] += alignment_.hypothesis_errors[k - 1];
  for (size_t k = 1; k <= reference_.size(); ++k)
    alignment_.reference_errors[k] += alignment_.reference_errors[k - 1];
}

void ShiftSearch::read_columns() {
  const uint64_t last = uint64_t{1} << (reference_.size() - 1);
  columns_.resize(words_.size() + 1);
  columns_[0] = {{}, static_cast<int>(reference_.size())};
  for (size_t i = 0; i < words_.size(); ++i) {
    columns_[i + 1] = columns_[i];
    columns_[i + 1].read(positions_[words_[i]], last);
  }
}

// The gain of the best shift, 0 when there is none; the shift goes to best_.
int ShiftSearch::find_best_shift() {
  best_rank_.reset();
  for (size_t start = 0; start < words_.size(); ++start) {
    for (size_t other = 0; other < reference_.size(); ++other) {
      const auto apart = static_cast<std::ptrdiff_t>(other) - static_cast<std::ptrdiff_t>(start);
      if (std::abs(apart) > kMaxShiftDistance) continue;
      const size_t longest =
          std::min({size_t{kMaxShiftLength}, words_.size() - start, reference_.size() - other});
      for (size_t length = 1; length <= longest; ++length) {
        if (words_[start + length - 1] != reference_[other + length - 1]) break;
        if (!worth_moving(start, other, length)) continue;
        try_targets(start, other, length);
        if (candidates_ >= kMaxCandidates) return best_gain();
      }
    }
  }
  return best_gain();
}

bool ShiftSearch::worth_moving(size_t start, size_t reference_start, size_t length) const {
  const auto errors = [length](const std::vector<int>& sums, size_t from) {
    return sums[from + length] - sums[from];
  };
  if (errors(alignment_.hypothesis_errors, start) == 0) return false;
  if (errors(alignment_.reference_errors, reference_start) == 0) return false;
  const int aligned = alignment_.hypothesis_of[reference_start];
  return aligned < static_cast<int>(start) || aligned >= static_cast<int>(start + length);
}

void ShiftSearch::try_targets(size_t start, size_t reference_start, size_t length) {
  std::ptrdiff_t previous = -1;
  for (size_t step = 0; step <= length; ++step) {
    const size_t behind = reference_start + step;  // the reference word after which to insert, + 1
    if (behind > reference_.size()) break;
    const std::ptrdiff_t target = behind == 0 ? 0 : alignment_.hypothesis_of[behind - 1] + 1;
    if (target == previous) continue;
    previous = target;
    const Shift shift{start, length, static_cast<size_t>(target)};
    const Rank rank{distance_ - distance_after(shift), length, -static_cast<std::ptrdiff_t>(start),
                    -target};
    ++candidates_;
    if (best_rank_ && rank <= *best_rank_) continue;
    best_rank_ = rank;
    best_ = shift;
  }
}

// The banded distance once the shift is made. Bit vectors give the unbanded one, which is the same
// when the band holds every cell, or every cell that a path of that cost can touch.
int ShiftSearch::distance_after(const Shift& shift) {
  apply(shift, words_, shifted_);
  const size_t first_changed = std::min(shift.start, shift.target);
  if (positions_.empty()) return banded_distance(first_changed);
  const uint64_t last = uint64_t{1} << (reference_.size() - 1);
  Prefix column = columns_[first_changed];
  for (size_t i = first_changed; i < shifted_.size(); ++i)
    column.read(positions_[shifted_[i]], last);
  const int longer = static_cast<int>(reference_.size()) - static_cast<int>(words_.size());
  const bool band_is_everything = reference_.size() < kBeam;
  if (band_is_everything || column.distance + std::abs(longer) + 1 < kBeam) return column.distance;
  return banded_distance(first_changed);
}

int ShiftSearch::banded_distance(size_t first_changed) {
  const size_t width = band_.row_size();
  const int32_t* above = &costs_[first_changed * width];
  for (size_t i = first_changed; i < shifted_.size(); ++i) {
    auto& row = scratch_[i % 2];
    row.resize(width);
    band_.fill(i + 1, shifted_[i], above, row.data(), nullptr);
    above = row.data();
  }
  return above[width - 1];
}

}  // namespace

int64_t ter_edits(std::span<const Symbol> hypothesis, std::span<const Symbol> reference) {
  if (reference.empty()) return static_cast<int64_t>(hypothesis.size());
  return ShiftSearch(hypothesis, reference).edits();
}

}  // namespace dragoman::metrics
