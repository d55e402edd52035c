// What a sentence says, in no language: one or two clauses of concepts. Plain values, compared by
// value; every world shares them. Two texts mean the same if they parse to equal meanings.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "worlds/concept.h"

namespace dragoman::worlds {

enum class Tense { kPresent, kPast, kFuture };

// The numeral of "how many dogs", a noun phrase by itself.
inline constexpr int kHowMany = -1;

// A noun, name or pronoun with what belongs to it. Canonical form: adjectives ascend without
// repeats; a numeral (2..99, 0 for none, or kHowMany) implies plural; names and pronouns carry
// nothing.
struct Nominal {
  ConceptId head = kNoConcept;
  bool plural = false;
  bool definite = false;
  int numeral = 0;
  std::vector<ConceptId> adjectives;

  bool operator==(const Nominal&) const = default;
};

// "who sees the dog" (the head is the subject) or "whom the dog sees" (the head is the object).
struct Relative {
  ConceptId verb = kNoConcept;  // intransitive or transitive
  Tense tense = Tense::kPresent;
  bool negated = false;
  bool head_is_object = false;
  std::optional<Nominal> other;  // the argument that is not the head

  bool operator==(const Relative&) const = default;
};

// With a possessor the phrase is definite and its head is a noun.
struct NounPhrase {
  Nominal core;
  std::optional<Nominal> possessor;
  std::optional<Relative> relative;

  bool operator==(const NounPhrase&) const = default;
};

struct Place {
  ConceptId relation = kNoConcept;
  NounPhrase site;

  bool operator==(const Place&) const = default;
};

// A question asks yes or no, or for its subject (who) or its object (who, what): that one of the
// two is then the question word.
struct Clause {
  ConceptId verb = kNoConcept;
  Tense tense = Tense::kPresent;
  bool negated = false;
  bool question = false;
  NounPhrase subject;
  std::optional<NounPhrase> object;     // of transitive and ditransitive verbs
  std::optional<NounPhrase> recipient;  // of ditransitive verbs
  std::optional<Place> place;
  ConceptId manner = kNoConcept;
  ConceptId time = kNoConcept;

  bool operator==(const Clause&) const = default;
};

// A second clause comes with its connector, and neither clause is then a question.
struct Meaning {
  Clause first;
  ConceptId connector = kNoConcept;
  std::optional<Clause> second;

  bool operator==(const Meaning&) const = default;
};

Person person_of(const Nominal& nominal);

// Brings what a parser collected to canonical form; false if no sentence can mean that
// (a repeated adjective, a missing or surplus argument, a possessed name, …).
bool canonicalize(Meaning& meaning);

// Likewise of a noun with what belongs to it that stands by itself: "the dog", "how many dogs".
bool canonicalize(Nominal& alone);

// The meaning as named facts, in order: {"verb", "see"}, {"subject.head", "dog"}, … Those of a
// second clause start with "then.". Different meanings have different slots.
using Slots = std::vector<std::pair<std::string, std::string>>;
Slots slots_of(const Meaning& meaning);

// The slots as one line, "verb=see;tense=past;…": equal exactly if the meanings are equal.
std::string to_text(const Meaning& meaning);
std::string to_text(const Nominal& alone);

// Share of slots two meanings have in common, in [0, 1]: shared / slots of the one with more.
double slot_share(const Meaning& a, const Meaning& b);

}  // namespace dragoman::worlds
