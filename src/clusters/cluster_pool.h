// The rows of all clusters that have not been drawn yet, and the order in which they are.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "clusters/sampler.h"

namespace dragoman::clusters {

class ClusterPool {
 public:
  // `rng` decides what nothing else does.
  ClusterPool(std::span<const Candidate> candidates, const Rng& rng);

  // From here on no cluster has given anything; `rng` orders those that have given equally much.
  void begin_epoch(Rng rng);

  // Takes up to `count` rows of a grade, each from the cluster that has given least in this epoch.
  std::vector<int64_t> take(int grade, int64_t count);

 private:
  // Rows of one cluster with one language and label, by grade.
  struct Bucket {
    int32_t language = 0;
    int32_t label = 0;
    int32_t subject = 0;                             // the first level of the label
    std::array<std::vector<int64_t>, kGrades> rows;  // taken from the back
  };

  struct Cluster {
    std::vector<Bucket> buckets;
    std::map<int32_t, int64_t> languages;  // how many rows of each were drawn, in all epochs
    std::map<int32_t, int64_t> labels;
    std::map<int32_t, int64_t> subjects;
  };

  int32_t number_of(const std::string& name);
  void place(int64_t row, const Candidate& candidate, Cluster& cluster);
  int64_t take_one(Cluster& cluster, int grade);
  static bool has(const Cluster& cluster, int grade);

  std::map<std::string, int32_t> numbers_;  // of languages, labels and subjects
  std::vector<Cluster> clusters_;
  std::vector<int64_t> given_;  // in this epoch, by cluster
  std::vector<int64_t> order_;  // the place of each cluster among equals, in this epoch
};

}  // namespace dragoman::clusters
