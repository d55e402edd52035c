// Seeded splits that share no sentence: neither side of a dev or test row occurs in training.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "config/fields.h"
#include "data/row.h"

namespace dragoman::data {

struct SplitConfig {
  int64_t dev = 1000;
  int64_t test = 1000;
  int64_t seed = 0;
  bool keep_documents = false;
  bool exact = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("dev", dev, "rows of the dev set, at most", config::at_least(0));
    visit("test", test, "rows of the test set, at most", config::at_least(0));
    visit("seed", seed, "which rows", config::at_least(0));
    visit("keep_documents", keep_documents, "rows of one document go to one set");
    visit("exact", exact, "sentences that differ in letter case or white space are different");
  }
};

// Indices into the rows, each ascending; together every row once.
struct Split {
  std::vector<size_t> train;
  std::vector<size_t> dev;
  std::vector<size_t> test;
};

// Rows that share a source or a reference, directly or through others, form a component, and a
// component goes to one set as a whole. Components are drawn in an order that depends on the seed
// and on their sentences alone, so the order of the rows makes no difference. A component that no
// longer fits its set goes to training, which may leave a set short of its size.
Split split_rows(std::span<const Row> rows, const SplitConfig& config);

}  // namespace dragoman::data
