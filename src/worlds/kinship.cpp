#include "worlds/kinship.h"

#include <algorithm>

namespace dragoman::worlds {
namespace {

constexpr int kAttemptsOfALength = 40;

std::vector<SoundChange> draw_changes(size_t count, Rng rng) {
  std::vector<SoundChange> all = known_changes();
  rng.shuffle(all);
  all.resize(std::min(count, all.size()));
  return all;
}

}  // namespace

Kinship::Kinship(const KinshipConfig& config, const Rng& rng)
    : config_(config), rng_(rng), sounds_(rng.derive("sounds")) {
  for (size_t branch = 0; branch < std::min(config.branches, config.languages); ++branch) {
    Rng own = rng.derive("branch", branch);
    changes_.push_back(draw_changes(4 + own.below(4), own.derive("changes")));
  }
  for (size_t language = 0; language < config.languages; ++language) {
    Rng own = rng.derive("language", language);
    own_.push_back(draw_changes(1 + own.below(3), own.derive("changes")));
  }
}

Origin Kinship::origin(size_t language, std::string_view name) const {
  Rng own = rng_.derive("origin", language).derive(name);
  if (own.uniform() < config_.replacement) return Origin::kReplaced;
  const bool borrowed = own.uniform() < config_.borrowing && changes_.size() > 1;
  return borrowed ? Origin::kBorrowed : Origin::kInherited;
}

std::string Kinship::changed(size_t language, std::string root) const {
  return apply(own_[language], apply(changes_[branch_of(language)], std::move(root)));
}

// A branch may have made the root anew before its languages parted.
std::string Kinship::inherited(size_t language, std::string_view name, int syllables) const {
  const size_t branch = branch_of(language);
  const bool innovated =
      rng_.derive("innovation", branch).derive(name).uniform() < config_.replacement;
  Rng stream = innovated ? rng_.derive("branch root", branch).derive(name)
                         : rng_.derive("root").derive(name);
  return changed(language, sounds_.root(stream, syllables));
}

// A loan takes part in the language's own changes only: it came after those of the branch.
std::string Kinship::root(size_t language, std::string_view name, int syllables,
                          int attempt) const {
  const Origin from = attempt == 0 ? origin(language, name) : Origin::kReplaced;
  if (from == Origin::kInherited) return inherited(language, name, syllables);
  if (from == Origin::kBorrowed) {
    Rng lender = rng_.derive("lender", language).derive(name);
    size_t donor = lender.below(config_.languages);
    while (branch_of(donor) == branch_of(language)) donor = (donor + 1) % config_.languages;
    return apply(own_[language], inherited(donor, name, syllables));
  }
  Rng stream = rng_.derive("own root", language, attempt).derive(name);
  return changed(language, sounds_.root(stream, syllables + attempt / kAttemptsOfALength));
}

std::string Kinship::affix(size_t language, std::string_view name, int attempt) const {
  Rng stream = attempt == 0 ? rng_.derive("affix").derive(name)
                            : rng_.derive("own affix", language, attempt).derive(name);
  std::string form = sounds_.suffix(stream);
  if (attempt >= kAttemptsOfALength) form += sounds_.suffix(stream);
  return changed(language, std::move(form));
}

}  // namespace dragoman::worlds
