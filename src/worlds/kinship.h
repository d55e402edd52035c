// Who descends from whom: a proto-language, branches, languages, and the root that each has for
// each thing. Regular sound changes make sisters alike; shared and own replacements and loans from
// another branch blur it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "worlds/phonology.h"
#include "worlds/sound_change.h"

namespace dragoman::worlds {

struct KinshipConfig {
  size_t languages = 8;
  size_t branches = 3;       // at least one
  double replacement = 0.1;  // share of the roots that a branch, and again a language, made anew
  double borrowing = 0.06;   // share of a language's roots that come from another branch
};

enum class Origin { kInherited, kReplaced, kBorrowed };

// Immutable; any number of threads may use it.
class Kinship {
 public:
  Kinship(const KinshipConfig& config, const Rng& rng);

  size_t branch_of(size_t language) const { return language % changes_.size(); }

  // Phonemes of the root called `name`, which may be empty after many losses. Attempts beyond 0
  // give further roots of the language's own making, for names whose root is taken; they get
  // longer.
  std::string root(size_t language, std::string_view name, int syllables, int attempt = 0) const;
  // Likewise of an affix, one to three phonemes before the changes.
  std::string affix(size_t language, std::string_view name, int attempt = 0) const;

  Origin origin(size_t language, std::string_view name) const;

  const std::vector<SoundChange>& branch_changes(size_t branch) const { return changes_[branch]; }
  const std::vector<SoundChange>& own_changes(size_t language) const { return own_[language]; }

 private:
  std::string inherited(size_t language, std::string_view name, int syllables) const;
  std::string changed(size_t language, std::string root) const;

  KinshipConfig config_;
  Rng rng_;
  Phonology sounds_;                               // of the proto-language
  std::vector<std::vector<SoundChange>> changes_;  // by branch
  std::vector<std::vector<SoundChange>> own_;      // by language
};

}  // namespace dragoman::worlds
