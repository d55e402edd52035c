// Every transducer there is.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/catalog.h"
#include "transducers/transducer.h"

namespace dragoman::transducers {

using Entry = config::Entry<Transducer>;
using Catalog = config::Catalog<Transducer>;
using Part = config::Part<Transducer>;

const Catalog& catalog();

// A choice by name, with the transducer's own options beside it.
struct Choice {
  Part part;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", part, "which transducer", catalog());
  }
};

// For callers without a recipe; settings are "--seed=7" and the like. An unknown name or setting is
// the user's error.
std::unique_ptr<Transducer> from_settings(std::string_view name,
                                          const std::vector<std::string>& settings);

}  // namespace dragoman::transducers
