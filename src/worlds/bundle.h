// What nouns and verbs say beside their root, in any language of a family, and the paradigms that
// a typology gives them.
#pragma once

#include "worlds/meaning.h"
#include "worlds/paradigm.h"
#include "worlds/typology.h"

namespace dragoman::worlds {

enum class DefiniteMark { kNone, kDefinite, kIndefinite };
// kCore: the one case that tells subject and object apart, accusative or ergative.
enum class CaseMark { kNone, kCore, kDative, kGenitive, kPlace };
inline constexpr int kDefiniteMarks = 3;
inline constexpr int kCaseMarks = 5;

struct NounBundle {
  bool plural = false;
  DefiniteMark definite = DefiniteMark::kNone;
  CaseMark role = CaseMark::kNone;

  bool operator==(const NounBundle&) const = default;
};

// Without agreement the person is the third.
struct VerbBundle {
  bool negated = false;
  Tense tense = Tense::kPresent;
  Person person = Person::kThird;
  bool question = false;  // said by an affix

  bool operator==(const VerbBundle&) const = default;
};

size_t index_of(const NounBundle& bundle);
size_t index_of(const VerbBundle& bundle);
NounBundle noun_bundle(size_t index);
VerbBundle verb_bundle(size_t index);

// Without forms yet.
Paradigm noun_paradigm(const Typology& typology);
Paradigm verb_paradigm(const Typology& typology);

}  // namespace dragoman::worlds
