// How words of the invented language change: suffix chains on nouns and verbs.
//   noun:  root - plural - definite - case
//   verb:  root - negation - tense - person - ending (a question or a relative clause)
#pragma once

#include <array>
#include <string>
#include <vector>

#include "worlds/meaning.h"
#include "worlds/phonology.h"

namespace dragoman::worlds {

enum class Case { kNominative, kAccusative, kDative, kGenitive, kLocative };
inline constexpr int kCases = 5;

enum class Ending { kNone, kQuestion, kRelative };

struct NounForm {
  bool plural = false;
  bool definite = false;
  Case role = Case::kNominative;
};

struct VerbForm {
  bool negated = false;
  Tense tense = Tense::kPresent;
  Person person = Person::kThird;
  Ending ending = Ending::kNone;
};

// The underlying suffixes; empty where the form is the bare stem.
class Morphology {
 public:
  // Draws suffixes until no two forms of a word can be alike.
  Morphology(const Phonology& phonology, Rng rng);

  // The word's segments, as phonemes; the first is the root (its last consonant may be lenited).
  std::vector<std::string> noun(const std::string& root, const NounForm& form) const;
  std::vector<std::string> verb(const std::string& root, const VerbForm& form) const;

  const std::string& plural() const { return plural_; }
  const std::string& definite() const { return definite_; }
  const std::string& of(Case role) const { return cases_[static_cast<size_t>(role)]; }
  const std::string& negation() const { return negation_; }
  const std::string& of(Tense tense) const { return tenses_[static_cast<size_t>(tense)]; }
  const std::string& of(Person person) const { return persons_[static_cast<size_t>(person)]; }
  const std::string& of(Ending ending) const { return endings_[static_cast<size_t>(ending)]; }

 private:
  void draw(Rng& rng);
  bool forms_differ(const std::string& root) const;

  const Phonology& phonology_;  // outlives this
  std::string plural_, definite_, negation_;
  std::array<std::string, kCases> cases_;
  std::array<std::string, 3> tenses_;
  std::array<std::string, kPersons> persons_;
  std::array<std::string, 3> endings_;
};

// Every form a noun (`inflected` false: a name or pronoun, case alone) or verb has.
std::vector<NounForm> noun_forms(bool inflected);
const std::vector<VerbForm>& verb_forms();

// Labels of the segments after the root, as in interlinear glosses: {"PL", "DEF", "ACC"}.
std::vector<std::string> labels_of(const NounForm& form);
std::vector<std::string> labels_of(const VerbForm& form);
const char* label_of(Case role);
const char* label_of(Person person);

}  // namespace dragoman::worlds
