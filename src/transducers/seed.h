// The option that every transducer has.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/random.h"
#include "config/fields.h"

namespace dragoman::transducers {

struct SeedConfig {
  int64_t seed = 1;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("seed", seed, "what the language is drawn from; another seed is another language",
          config::at_least(0));
  }

  Rng stream(std::string_view name) const {
    return Rng(static_cast<uint64_t>(seed)).derive("transducer").derive(name);
  }
};

}  // namespace dragoman::transducers
