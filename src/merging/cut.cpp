#include "merging/cut.h"

#include <algorithm>

namespace dragoman::merging {
namespace {

constexpr size_t kHighBins = size_t{1} << 15;  // keys have 31 bits
constexpr size_t kLowBins = size_t{1} << 16;

using Bins = std::vector<int64_t>;

// Counts over all stretches, in bins of one's own for each lane and model.
class Counting {
 public:
  Counting(const Parts& parts, size_t bins)
      : parts_(parts), bins_(bins), counts_(parts.lanes() * parts.models() * bins) {}

  // `bin_of(k, key)`: bins or above is not counted.
  template <class BinOf>
  void run(const KeysOf& keys_of, std::span<const uint8_t> wanted, const BinOf& bin_of) {
    parts_.visit([&](const Stretch& stretch) {
      thread_local std::vector<uint32_t> keys(kStretch);
      for (size_t k = 0; k < parts_.models(); ++k) {
        if (wanted[k] == 0) continue;
        keys_of(stretch, k, keys.data());
        uint32_t* counts = counts_.data() + (stretch.lane * parts_.models() + k) * bins_;
        for (size_t i = 0; i < stretch.count; ++i)
          if (const size_t bin = bin_of(k, keys[i]); bin < bins_) ++counts[bin];
      }
    });
  }

  Bins of(size_t model) const {
    Bins sums(bins_);
    for (size_t lane = 0; lane < parts_.lanes(); ++lane)
      for (size_t b = 0; b < bins_; ++b)
        sums[b] += counts_[(lane * parts_.models() + model) * bins_ + b];
    return sums;
  }

 private:
  const Parts& parts_;
  size_t bins_;
  std::vector<uint32_t> counts_;
};

// What is known of a model's cut: `need` of the keys in the bin, which are `held`, and all above.
struct Search {
  uint32_t bin = 0;
  int64_t above = 0;
  int64_t need = 0;
  int64_t held = 0;
};

// The bin in which the `count`-th largest lies; need 0 where there are no more than that.
Search descend(const Bins& bins, int64_t count) {
  int64_t above = 0;
  for (size_t b = bins.size(); b-- > 0;) {
    if (above + bins[b] > count) return {static_cast<uint32_t>(b), above, count - above, bins[b]};
    above += bins[b];
  }
  return {};
}

class CutFinder {
 public:
  CutFinder(const Parts& parts, std::span<const int64_t> counts, const KeysOf& keys_of)
      : parts_(parts),
        counts_(counts),
        keys_of_(keys_of),
        cuts_(parts.models()),
        searches_(parts.models()),
        open_(parts.models(), 0) {}

  std::vector<Cut> find(Exactness exactness) {
    for (size_t k = 0; k < open_.size(); ++k) {
      open_[k] = counts_[k] > 0 && counts_[k] < parts_.size() ? 1 : 0;
      if (counts_[k] <= 0) cuts_[k] = kNothing;
    }
    if (any_open()) find_high(exactness);
    if (any_open()) find_low();
    if (any_open()) find_places();
    return cuts_;
  }

 private:
  bool any_open() const { return std::find(open_.begin(), open_.end(), 1) != open_.end(); }

  void find_high(Exactness exactness) {
    Counting counting(parts_, kHighBins);
    counting.run(keys_of_, open_, [](size_t, uint32_t key) {
      return key == 0 ? kHighBins : static_cast<size_t>(key >> 16);
    });
    for_open([&](size_t k) {
      Search& search = searches_[k] = descend(counting.of(k), counts_[k]);
      if (search.held == 0) {
        open_[k] = 0;  // all
      } else if (search.need == 0 || (exactness == Exactness::kCheap && search.above > 0)) {
        cuts_[k] = {((search.bin + 1) << 16) - 1, -1};
        open_[k] = 0;
      }
    });
  }

  void find_low() {
    Counting counting(parts_, kLowBins);
    counting.run(keys_of_, open_, [this](size_t k, uint32_t key) {
      return key != 0 && key >> 16 == searches_[k].bin ? size_t{key & 0xffffU} : kLowBins;
    });
    for_open([&](size_t k) {
      const uint32_t high = searches_[k].bin << 16;
      Search& search = searches_[k] = descend(counting.of(k), searches_[k].need);
      cuts_[k] = {high | search.bin, -1};
      open_[k] = search.need > 0 ? 1 : 0;
    });
  }

  // Of keys as large as the cut's, only the first are taken.
  void find_places() {
    std::vector<int64_t> equal(parts_.stretches() * parts_.models());
    parts_.visit([&](const Stretch& stretch) {
      for_open([&](size_t k) {
        for_equal(stretch, k, [&](int64_t) { ++equal[stretch.index * parts_.models() + k]; });
      });
    });
    for_open([&](size_t k) {
      int64_t need = searches_[k].need;
      size_t index = 0;
      for (; equal[index * parts_.models() + k] < need; ++index)
        need -= equal[index * parts_.models() + k];
      parts_.visit_one(index, [&](const Stretch& stretch) {
        for_equal(stretch, k, [&](int64_t place) {
          if (need-- > 0) cuts_[k].last = place;
        });
      });
    });
  }

  template <class Visit>
  void for_equal(const Stretch& stretch, size_t k, const Visit& visit) const {
    thread_local std::vector<uint32_t> keys(kStretch);
    keys_of_(stretch, k, keys.data());
    for (size_t i = 0; i < stretch.count; ++i)
      if (keys[i] == cuts_[k].key) visit(stretch.begin + static_cast<int64_t>(i));
  }

  template <class Visit>
  void for_open(const Visit& visit) {
    for (size_t k = 0; k < open_.size(); ++k)
      if (open_[k] != 0) visit(k);
  }

  const Parts& parts_;
  std::span<const int64_t> counts_;
  const KeysOf& keys_of_;
  std::vector<Cut> cuts_;
  std::vector<Search> searches_;
  std::vector<uint8_t> open_;  // models whose cut is still sought
};

}  // namespace

int64_t quota(double density, int64_t size) {
  return std::clamp(static_cast<int64_t>(density * static_cast<double>(size)), int64_t{0}, size);
}

std::vector<Cut> find_cuts(const Parts& parts, std::span<const int64_t> counts,
                           const KeysOf& keys_of, Exactness exactness) {
  return CutFinder(parts, counts, keys_of).find(exactness);
}

}  // namespace dragoman::merging
