// Losses over preferences by name, for tests of this module.
#pragma once

#include <memory>
#include <string>

#include "algorithms/preference.h"
#include "config/recipe.h"

namespace dragoman::algorithms {

struct PreferenceChoice {
  config::Part<PreferenceLoss> loss;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("loss_type", loss, "which loss", preference::catalog());
  }
};

inline std::unique_ptr<PreferenceLoss> loss_of(const std::string& name,
                                               const std::string& options = "") {
  return config::read_text<PreferenceChoice>("loss_type = \"" + name + "\"\n" + options)
      .loss.make();
}

}  // namespace dragoman::algorithms
