// What words stand for, independent of any language: the closed inventory every world draws from.
// A concept is named by its first English word; English inflection is listed only where irregular.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dragoman::worlds {

using ConceptId = int32_t;  // index into concepts(), beyond them into entities() (entity.h)
inline constexpr ConceptId kNoConcept = -1;

enum class Category {
  kNoun,
  kName,
  kPronoun,
  kIntransitive,
  kTransitive,
  kDitransitive,
  kAdjective,
  kManner,
  kTime,
  kRelation,   // where: in, under, …
  kConnector,  // joins two clauses
};
inline constexpr int kCategories = 11;

// What a noun denotes, or which tense a time word asks for. kQuestion: a word that questions are
// made of (question.h), with which no sentence is drawn.
enum class Sense { kNone, kPerson, kAnimal, kThing, kSite, kPastOnly, kFutureOnly, kQuestion };

struct EnglishWord {
  std::string base;
  std::string inflected;  // plural of a noun, past of a verb; empty otherwise
};

struct Concept {
  std::string name;  // unique
  Category category = Category::kNoun;
  Sense sense = Sense::kNone;
  std::vector<EnglishWord> words;  // synonyms; the first is the usual one
  std::vector<ConceptId> parts;    // of a name that other languages translate part by part
};

// Every concept, grouped by category; the same in every world and run.
const std::vector<Concept>& concepts();

const Concept& concept_of(ConceptId id);
ConceptId concept_named(const std::string& name);  // kNoConcept if there is none

bool is_verb(Category category);
const char* name_of(Category category);  // "noun", "transitive verb", …

// "who" and "what".
bool asks(ConceptId id);

// Grammatical person and number of the pronouns I, you, he, she, we, they, who, what.
enum class Person { kFirst, kSecond, kThird, kFirstPlural, kThirdPlural };
inline constexpr int kPersons = 5;
Person person_of_pronoun(ConceptId pronoun);

// Regular English inflection by spelling: dog, dogs; carry, carries, carried.
std::string with_s(const std::string& word);
std::string with_ed(const std::string& word);

}  // namespace dragoman::worlds
