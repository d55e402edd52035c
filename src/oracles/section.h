// The section `[oracle]` of a recipe.
#pragma once

#include "oracles/catalog.h"

namespace dragoman::oracles {

struct OracleSection {
  Part oracle;
  Path cache;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", oracle, "who is asked", catalog());
    visit("cache", cache,
          "file of answers, which runs may share; empty: oracle.sqlite of the run folder");
  }
};

}  // namespace dragoman::oracles
