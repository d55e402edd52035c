#include "merging/owners.h"

#include <algorithm>
#include <numeric>

#include "base/parallel.h"

namespace dragoman::merging {
namespace {

// A candidate is key << 32 | place: places of a tensor of up to 2^32 elements.
using Candidates = std::vector<uint64_t>;

// Largest keys first, equal ones in the order they are in: three passes of counting.
void sort_by_key(Candidates& candidates, Candidates& spare) {
  constexpr int kBits = 11;
  constexpr size_t kBins = size_t{1} << kBits;
  spare.resize(candidates.size());
  for (int shift = 32; shift < 32 + 3 * kBits; shift += kBits) {
    const auto bin = [shift](uint64_t one) { return kBins - 1 - ((one >> shift) & (kBins - 1)); };
    std::vector<size_t> places(kBins + 1);
    for (const uint64_t one : candidates) ++places[bin(one) + 1];
    std::partial_sum(places.begin(), places.end(), places.begin());
    for (const uint64_t one : candidates) spare[places[bin(one)]++] = one;
    candidates.swap(spare);
  }
}

class Chooser {
 public:
  Chooser(const Parts& parts, const Turns& turns, const KeysOf& keys_of)
      : parts_(parts),
        turns_(turns),
        keys_of_(keys_of),
        owners_(static_cast<size_t>(parts.size())),
        lists_(parts.models()),
        next_(parts.models()),
        whole_(parts.models()),
        missing_(turns.quotas) {}

  std::vector<uint8_t> choose() {
    for (int64_t round = 0; round < turns_.rounds; ++round)
      for (size_t k = 0; k < missing_.size(); ++k) {
        const auto until = [&](int64_t r) { return turns_.quotas[k] * r / turns_.rounds; };
        take(k, until(round + 1) - until(round));
      }
    return std::move(owners_);
  }

 private:
  void take(size_t k, int64_t count) {
    while (count > 0 && missing_[k] > 0) {
      if (next_[k] == lists_[k].size()) {
        if (whole_[k]) missing_[k] = 0;
        if (missing_[k] > 0) refill();
        if (next_[k] == lists_[k].size()) missing_[k] = 0;
        continue;
      }
      uint8_t& owner = owners_[lists_[k][next_[k]++] & 0xffffffffU];
      if (owner != 0) continue;
      owner = static_cast<uint8_t>(k + 1);
      --missing_[k];
      --count;
    }
  }

  // Others can take no more from a model's order than all have still to take.
  void refill() {
    const int64_t all = std::accumulate(missing_.begin(), missing_.end(), int64_t{0});
    const int64_t most = std::min(all, static_cast<int64_t>(turns_.at_once));
    std::vector<int64_t> counts;
    for (const int64_t missing : missing_) counts.push_back(missing > 0 ? most : 0);
    const KeysOf free_keys = [this](const Stretch& stretch, size_t k, uint32_t* keys) {
      keys_of_(stretch, k, keys);
      const uint8_t* owners = owners_.data() + stretch.begin;
      for (size_t i = 0; i < stretch.count; ++i) keys[i] = owners[i] == 0 ? keys[i] : 0;
    };
    for (size_t k = 0; k < counts.size(); ++k) lists_[k].reserve(static_cast<size_t>(counts[k]));
    const std::vector<Cut> cuts = find_cuts(parts_, counts, free_keys, Exactness::kCheap);
    collect(cuts, free_keys);
    for (size_t k = 0; k < lists_.size(); ++k) {
      sort_by_key(lists_[k], spare_);
      next_[k] = 0;
      whole_[k] = cuts[k].takes_all() ? 1 : 0;
    }
  }

  void collect(std::span<const Cut> cuts, const KeysOf& free_keys) {
    for (Candidates& list : lists_) list.clear();
    std::vector<Candidates> found(kWave * lists_.size());
    const auto place = [&](size_t index, size_t k) -> Candidates& {
      return found[(index % kWave) * lists_.size() + k];
    };
    parts_.visit(
        [&](const Stretch& stretch) {
          thread_local std::vector<uint32_t> keys(kStretch);
          for (size_t k = 0; k < lists_.size(); ++k) {
            free_keys(stretch, k, keys.data());
            Candidates& candidates = place(stretch.index, k);
            for (size_t i = 0; i < stretch.count; ++i) {
              const int64_t at = stretch.begin + static_cast<int64_t>(i);
              if (cuts[k].takes(keys[i], at))
                candidates.push_back(uint64_t{keys[i]} << 32 | static_cast<uint64_t>(at));
            }
          }
        },
        [&](size_t first, size_t last) {
          for (size_t index = first; index < last; ++index)
            for (size_t k = 0; k < lists_.size(); ++k) {
              Candidates& candidates = place(index, k);
              lists_[k].insert(lists_[k].end(), candidates.begin(), candidates.end());
              candidates.clear();
            }
        });
  }

  const Parts& parts_;
  const Turns& turns_;
  const KeysOf& keys_of_;
  std::vector<uint8_t> owners_;
  std::vector<Candidates> lists_;  // by model: the beginning of its order among what is free
  std::vector<size_t> next_;       // of each list
  std::vector<uint8_t> whole_;     // whether there is nothing behind the list
  std::vector<int64_t> missing_;   // positions to take, by model
  Candidates spare_;
};

}  // namespace

std::vector<uint8_t> choose_owners(const Parts& parts, const Turns& turns, const KeysOf& keys_of) {
  return Chooser(parts, turns, keys_of).choose();
}

}  // namespace dragoman::merging
