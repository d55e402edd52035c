// A world's own teacher: it knows what a row says, corrects drafts as little as it can, and
// translates. With an error rate it is as fallible as one likes.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "config/fields.h"
#include "data/row.h"
#include "worlds/world.h"

namespace dragoman::worlds {

struct TeacherConfig {
  double error_rate = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("error_rate", error_rate,
          "share of the corrections that are left out or wrong, and of the right drafts and "
          "translations that are spoiled in a word",
          config::Range{0, 1});
  }
};

// The draft with the fewest words inserted, removed and replaced that says what the row says, and
// the draft itself where it says so already. `rng` is only a name: equal streams, rows and drafts
// give equal texts, whatever else was asked. A row that the world did not make is the user's error.
std::string refine(const World& world, const data::Row& row, std::string_view draft,
                   const TeacherConfig& config, const Rng& rng);

// One of the row's right translations, which may be spoiled in a word; `rng` as above.
std::string teach(const World& world, const data::Row& row, const TeacherConfig& config,
                  const Rng& rng);

}  // namespace dragoman::worlds
