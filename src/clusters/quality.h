// What is asked of a clustering before it thins a collection out: whether members are alike, and
// whether one item of each cluster still shows all there is (In2x, Section on data diversity,
// arXiv 2508.14472).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "clusters/distances.h"

namespace dragoman::clusters {

// The cosine of the angle between two vectors; 0 where one of them is all zeros.
double cosine(std::span<const float> first, std::span<const float> second);

// Sees every vector with its cluster, in the order of the vectors.
class Quality {
 public:
  explicit Quality(int64_t clusters);

  // `label` as the Labeller gives it; `likeness` is the cosine of vector and centroid.
  void add(const Neighbour& label, double likeness);

  // The mean of all cosines, 0 of none.
  double smoothness() const;
  // For each cluster its member that is nearest to the centroid, of equally near ones the first;
  // -1 where it has none.
  const std::vector<int64_t>& representatives() const { return representatives_; }
  // Clusters that have members.
  int64_t occupied() const;

 private:
  double sum_ = 0.0;
  int64_t rows_ = 0;
  std::vector<float> least_;
  std::vector<int64_t> representatives_;
};

// The tags of every row as numbers; a tag is a text, and its number the order of its first sight.
struct TagTable {
  std::vector<std::vector<int32_t>> rows;
  int32_t vocabulary = 0;
};

TagTable number_tags(std::span<const std::vector<std::string>> tags);

// The share of all tags that the chosen rows have; -1 is no row. 1 where there are no tags.
double recapture(const TagTable& tags, std::span<const int64_t> chosen);

}  // namespace dragoman::clusters
