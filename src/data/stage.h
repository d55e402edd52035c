// One step of cleaning. A stage is one file and one line in catalog.cpp.
#pragma once

#include <string>

#include "config/catalog.h"
#include "data/row.h"

namespace dragoman::data {

// Sees the rows of one stream in order and may remember them. Not thread-safe.
class Stage {
 public:
  virtual ~Stage() = default;
  // Changes the row in place; false drops it. Whoever calls it counts the drops.
  virtual bool apply(Row& row) = 0;
};

using Catalog = config::Catalog<Stage>;

const Catalog& catalog();

// A stage of a recipe: its name and its own options.
struct StageConfig {
  config::Part<Stage> stage;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", stage, "which stage", catalog());
  }
};

}  // namespace dragoman::data
