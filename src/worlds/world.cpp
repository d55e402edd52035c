#include "worlds/world.h"

#include "base/error.h"

namespace dragoman::worlds {

std::vector<TreeWord> World::tree(const Meaning&, std::string_view, Rng&) const { return {}; }

std::vector<ConceptId> World::question_vocabulary() const { return {}; }

std::string World::render_phrase(const Nominal&, std::string_view, Rng&) const { return ""; }

std::optional<Nominal> World::parse_phrase(std::string_view, std::string_view) const {
  return std::nullopt;
}

bool same_meaning(const World& world, std::string_view language, std::string_view a,
                  std::string_view b) {
  const auto left = world.parse(a, language);
  return left && left == world.parse(b, language);
}

const Language& language_of(const World& world, std::string_view code) {
  std::string known;
  for (const Language& language : world.languages()) {
    if (language.code == code) return language;
    known.append(known.empty() ? "" : ", ").append(language.code);
  }
  throw_input("this world has no language {}; it has {}", code, known);
}

}  // namespace dragoman::worlds
