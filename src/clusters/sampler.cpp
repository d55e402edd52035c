#include "clusters/sampler.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "clusters/cluster_pool.h"
#include "data/fingerprint.h"

namespace dragoman::clusters {
namespace {

constexpr int64_t kMostParts = 1000;

size_t at(int grade) { return static_cast<size_t>(grade - 1); }

int64_t parts_of(const Ratio& ratio) { return std::accumulate(ratio.begin(), ratio.end(), 0L); }

std::array<int64_t, kGrades> supply_of(std::span<const Candidate> candidates) {
  std::array<int64_t, kGrades> supply{};
  for (const Candidate& candidate : candidates) {
    DRAGOMAN_CHECK(candidate.grade >= 1 && candidate.grade <= kGrades, "no such grade");
    ++supply[at(candidate.grade)];
  }
  return supply;
}

// The largest epoch that all grades can give so many times, in multiples of the whole ratio.
int64_t largest_count(std::span<const Candidate> candidates, const SamplerConfig& config) {
  const auto supply = supply_of(candidates);
  int64_t times = static_cast<int64_t>(candidates.size());
  int scarcest = 0;
  for (int grade = kGrades; grade >= 1; --grade) {
    if (config.ratio[at(grade)] == 0) continue;
    const int64_t here = supply[at(grade)] / config.epochs / config.ratio[at(grade)];
    if (here < times || scarcest == 0) scarcest = grade;
    times = std::min(times, here);
  }
  if (times == 0)
    throw_input(
        "the ratio {} allows no row: {} rows are {}, for {} epochs; give the count of an "
        "epoch to take what there is, or another ratio",
        ratio_text(config.ratio), supply[at(scarcest)], name_of_grade(scarcest), config.epochs);
  return times * parts_of(config.ratio);
}

// Whole numbers that add up to `count` and are nearest to the ratio: the largest remainders are
// rounded up, of equal ones the harder grade's.
std::array<int64_t, kGrades> quotas(const Ratio& ratio, int64_t count) {
  const int64_t parts = parts_of(ratio);
  std::array<int64_t, kGrades> quota{};
  std::array<size_t, kGrades> order{4, 3, 2, 1, 0};
  for (size_t g = 0; g < quota.size(); ++g) quota[g] = count * ratio[g] / parts;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return count * ratio[a] % parts > count * ratio[b] % parts;
  });
  int64_t left = count - std::accumulate(quota.begin(), quota.end(), 0L);
  for (const size_t g : order) {
    if (left-- > 0) ++quota[g];
  }
  return quota;
}

class Sampler {
 public:
  Sampler(std::span<const Candidate> candidates, const SamplerConfig& config)
      : config_(config),
        pool_(candidates, Rng(config.seed)),
        quotas_(quotas(config.ratio,
                       config.count > 0 ? config.count : largest_count(candidates, config))) {}

  Epoch next() {
    Epoch epoch;
    pool_.begin_epoch(Rng(config_.seed).derive("clusters", epochs_++));
    for (int grade = kGrades; grade >= 1; --grade) draw_grade(grade, epoch);
    std::sort(epoch.rows.begin(), epoch.rows.end());
    return epoch;
  }

 private:
  void draw_grade(int grade, Epoch& epoch) {
    GradeCount& count = epoch.grades[at(grade)];
    count.wanted = quotas_[at(grade)];
    const std::vector<int64_t> fresh = pool_.take(grade, count.wanted);
    std::vector<int64_t>& before = drawn_[at(grade)];
    const auto missing = static_cast<size_t>(count.wanted) - fresh.size();
    const size_t repeated = std::min(missing, before.size());
    epoch.rows.insert(epoch.rows.end(), fresh.begin(), fresh.end());
    epoch.rows.insert(epoch.rows.end(), before.begin(),
                      before.begin() + static_cast<int64_t>(repeated));
    count.repeated = static_cast<int64_t>(repeated);
    count.drawn = static_cast<int64_t>(fresh.size() + repeated);
    before.insert(before.end(), fresh.begin(), fresh.end());
  }

  const SamplerConfig& config_;
  ClusterPool pool_;
  const std::array<int64_t, kGrades> quotas_;
  std::array<std::vector<int64_t>, kGrades> drawn_;  // in the order of the draws
  int64_t epochs_ = 0;
};

}  // namespace

Ratio parse_ratio(std::string_view text) {
  Ratio ratio{};
  std::string_view rest = text;
  for (int grade = kGrades; grade >= 1; --grade) {
    const size_t end = grade > 1 ? rest.find(':') : rest.size();
    const std::string_view number = rest.substr(0, end);
    int64_t& part = ratio[at(grade)];
    const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), part);
    if (end == rest.npos || error != std::errc() || stop != number.data() + number.size() ||
        part < 0 || part > kMostParts)
      throw_input(
          "ratio {}: give five whole numbers from 0 to {}, the very difficult first: "
          "3:3:3:1:0",
          text, kMostParts);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (parts_of(ratio) == 0) throw_input("ratio {}: one number at least must be above 0", text);
  return ratio;
}

std::string ratio_text(const Ratio& ratio) {
  return fmt::format("{}:{}:{}:{}:{}", ratio[4], ratio[3], ratio[2], ratio[1], ratio[0]);
}

std::vector<Epoch> draw_epochs(std::span<const Candidate> candidates, const SamplerConfig& config) {
  DRAGOMAN_CHECK(config.epochs >= 1 && config.count >= 0, "no such epochs");
  DRAGOMAN_CHECK(parts_of(config.ratio) > 0, "a ratio without parts");
  Sampler sampler(candidates, config);
  std::vector<Epoch> epochs;
  for (int64_t i = 0; i < config.epochs; ++i) epochs.push_back(sampler.next());
  return epochs;
}

std::vector<std::string> shortages(const Epoch& epoch) {
  std::vector<std::string> sentences;
  for (int grade = kGrades; grade >= 1; --grade) {
    const GradeCount& count = epoch.grades[at(grade)];
    if (count.drawn < count.wanted)
      sentences.push_back(fmt::format("{}: {} rows of the {} that the ratio asks for",
                                      name_of_grade(grade), count.drawn, count.wanted));
    if (count.repeated > 0)
      sentences.push_back(fmt::format("{}: {} of {} rows are repeated from an earlier epoch",
                                      name_of_grade(grade), count.repeated, count.drawn));
  }
  return sentences;
}

bool for_rl(std::string_view key, double share, uint64_t seed) {
  const data::Fingerprint print = data::fingerprint(key);
  return Rng(seed).derive("set", print.high, print.low).uniform() < share;
}

}  // namespace dragoman::clusters
