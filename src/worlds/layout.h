// A typology as the renderer and the parser ask for it.
#pragma once

#include <vector>

#include "worlds/typology.h"

namespace dragoman::worlds {

enum class Slot { kSubject, kObject, kRecipient, kTime, kPlace, kManner };
inline constexpr int kSlots = 6;

struct Layout {
  enum class Question { kAffix, kFirst, kLast };

  std::vector<Slot> before_verb, after_verb;  // every slot once, in their usual order
  bool free_order = false;                    // on each side of the verb
  bool adjective_before = false;
  bool numeral_before = false;
  bool possessor_before = false;
  bool relative_before = false;
  bool preposition = false;
  bool ergative = false;
  bool caseless = false;
  bool agrees = false;
  bool drops_pronouns = false;
  bool marks_definite = false;
  bool marks_indefinite = false;
  bool counted_plural = false;
  Question question = Question::kAffix;

  bool stands_before_verb(Slot slot) const;
};

// Of a typology that is drawn.
Layout layout_of(const Typology& typology);

}  // namespace dragoman::worlds
