#include "clusters/cluster_pool.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <tuple>

namespace dragoman::clusters {

ClusterPool::ClusterPool(std::span<const Candidate> candidates, const Rng& rng) {
  std::vector<int64_t> rows(candidates.size());
  std::iota(rows.begin(), rows.end(), 0);
  rng.derive("rows").shuffle(rows);
  std::map<int64_t, size_t> places;
  for (const Candidate& candidate : candidates) places.emplace(candidate.cluster, 0);
  size_t next = 0;
  for (auto& [cluster, place] : places) place = next++;
  clusters_.resize(places.size());
  for (const int64_t row : rows) {
    const Candidate& candidate = candidates[static_cast<size_t>(row)];
    place(row, candidate, clusters_[places.at(candidate.cluster)]);
  }
}

int32_t ClusterPool::number_of(const std::string& name) {
  return numbers_.try_emplace(name, static_cast<int32_t>(numbers_.size())).first->second;
}

void ClusterPool::place(int64_t row, const Candidate& candidate, Cluster& cluster) {
  const int32_t language = number_of(candidate.language);
  const int32_t label = number_of(candidate.label);
  auto bucket = std::find_if(
      cluster.buckets.begin(), cluster.buckets.end(),
      [&](const Bucket& one) { return one.language == language && one.label == label; });
  if (bucket == cluster.buckets.end()) {
    const std::string subject = candidate.label.substr(0, candidate.label.find('/'));
    cluster.buckets.push_back({language, label, number_of(subject), {}});
    bucket = cluster.buckets.end() - 1;
  }
  bucket->rows[static_cast<size_t>(candidate.grade - 1)].push_back(row);
}

void ClusterPool::begin_epoch(Rng rng) {
  std::vector<int64_t> shuffled(clusters_.size());
  std::iota(shuffled.begin(), shuffled.end(), 0);
  rng.shuffle(shuffled);
  order_.resize(clusters_.size());
  for (size_t i = 0; i < shuffled.size(); ++i)
    order_[static_cast<size_t>(shuffled[i])] = static_cast<int64_t>(i);
  given_.assign(clusters_.size(), 0);
}

bool ClusterPool::has(const Cluster& cluster, int grade) {
  return std::any_of(cluster.buckets.begin(), cluster.buckets.end(), [&](const Bucket& bucket) {
    return !bucket.rows[static_cast<size_t>(grade - 1)].empty();
  });
}

// The language drawn least, then the label, then the subject; the first bucket where all are even.
int64_t ClusterPool::take_one(Cluster& cluster, int grade) {
  Bucket* best = nullptr;
  std::tuple<int64_t, int64_t, int64_t> least;
  for (Bucket& bucket : cluster.buckets) {
    if (bucket.rows[static_cast<size_t>(grade - 1)].empty()) continue;
    const std::tuple drawn(cluster.languages[bucket.language], cluster.labels[bucket.label],
                           cluster.subjects[bucket.subject]);
    if (best == nullptr || drawn < least) {
      best = &bucket;
      least = drawn;
    }
  }
  ++cluster.languages[best->language];
  ++cluster.labels[best->label];
  ++cluster.subjects[best->subject];
  auto& rows = best->rows[static_cast<size_t>(grade - 1)];
  const int64_t row = rows.back();
  rows.pop_back();
  return row;
}

std::vector<int64_t> ClusterPool::take(int grade, int64_t count) {
  using Turn = std::tuple<int64_t, int64_t, size_t>;  // given, order, cluster
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns;
  for (size_t i = 0; i < clusters_.size(); ++i) {
    if (has(clusters_[i], grade)) turns.emplace(given_[i], order_[i], i);
  }
  std::vector<int64_t> taken;
  while (static_cast<int64_t>(taken.size()) < count && !turns.empty()) {
    const size_t i = std::get<2>(turns.top());
    turns.pop();
    taken.push_back(take_one(clusters_[i], grade));
    ++given_[i];
    if (has(clusters_[i], grade)) turns.emplace(given_[i], order_[i], i);
  }
  return taken;
}

}  // namespace dragoman::clusters
