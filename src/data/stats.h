// What a data set looks like: counts, lengths, repetition.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "data/row.h"

namespace dragoman::data {

// Of one side, over all its texts.
struct SideStats {
  int64_t texts = 0;
  int64_t distinct = 0;
  int64_t characters = 0;        // code points
  int64_t words = 0;             // between white space
  int64_t vocabulary = 0;        // distinct words
  std::vector<int64_t> lengths;  // characters, ascending

  int64_t quantile(double q) const;  // of `lengths`; 0 when there are none
};

struct Stats {
  int64_t rows = 0;
  int64_t duplicates = 0;  // rows whose source and first reference came before
  int64_t documents = 0;
  SideStats source;
  SideStats reference;
  double length_ratio = 0.0;  // characters of the references per character of their sources
  std::map<std::string, int64_t> directions;
  std::map<std::string, int64_t> domains;

  Json json() const;
};

// Adds up one row after the other; `finish` gives the result.
class StatsCounter {
 public:
  StatsCounter();
  ~StatsCounter();
  void add(const Row& row);
  Stats finish();

 private:
  struct Seen;

  Stats stats_;
  std::unique_ptr<Seen> seen_;
  double source_characters_ = 0.0;  // once a reference
};

}  // namespace dragoman::data
