#include "synthesis/config.h"

#include "text/language.h"

namespace dragoman::synthesis {

std::vector<NamedCheck> make_checks(const SynthesisRecipe& recipe) {
  const CheckContext context{text::normalize_language(recipe.synthesis.target_language)};
  std::vector<NamedCheck> made;
  for (const CheckSection& section : recipe.check)
    made.push_back({section.check.name(), section.check.make(context)});
  if (!made.empty()) return made;
  for (const CheckEntry& entry : check_catalog().rows())
    made.push_back({entry.name, entry.options()->make(context)});
  return made;
}

}  // namespace dragoman::synthesis
