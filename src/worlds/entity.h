// Named entities: people, places and things with proper names, the same inventory in every world.
// What they are called elsewhere follows rules (Lexicon), so a name can be rendered right that was
// never seen.
#pragma once

#include <cstdint>
#include <vector>

#include "worlds/meaning.h"

namespace dragoman::worlds {

inline constexpr int64_t kEntitiesOfASort = 3500;

// kEntitiesOfASort people ("Velora"), then as many places ("Redbridge") and things ("Oldarrow").
// The id of entities()[i] is concepts().size() + i. They are names: category kName, one word.
const std::vector<Concept>& entities();

bool is_entity(ConceptId id);

// The first `count` of each sort, without those whose parts are not all in `vocabulary`.
std::vector<ConceptId> choose_entities(int64_t count, const std::vector<ConceptId>& vocabulary);

// The entity that the meaning names first; kNoConcept if it names none.
ConceptId entity_in(const Meaning& meaning);

}  // namespace dragoman::worlds
