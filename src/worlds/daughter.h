// One language of a family: its typology, its marks, its words and the table of all their forms.
// No two words or forms are spelled alike, so a form has one reading.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worlds/bundle.h"
#include "worlds/english.h"
#include "worlds/kinship.h"
#include "worlds/layout.h"

namespace dragoman::worlds {

enum class WordClass { kNoun, kVerb, kInvariant, kNounMark, kVerbMark, kNumeral, kParticle };

// What the relative clause lacks is its subject or its object; languages with case have one word
// for both.
enum class Function { kRelativeSubject, kRelativeObject, kQuestion };
inline constexpr int kFunctions = 3;

struct DaughterWord {
  WordClass kind = WordClass::kInvariant;
  std::string root;                   // phonemes
  std::string spelled;                // the root
  ConceptId concept_id = kNoConcept;  // of nouns, verbs and invariants
  int value = 0;  // of numerals (0: the word that links; kHowMany), marks (their number), particles
                  // (Function)
};

// A word as it stands in a text. The shape is that of the noun or verb paradigm, else 0.
struct Form {
  int word = 0;
  int shape = 0;
};

struct DaughterConfig {
  size_t index = 0;  // among the languages of the family
  Typology typology;
  double synonymy = 0.1;  // share of open-class concepts with two roots
};

// Immutable once made; any number of threads may use it.
class Daughter {
 public:
  Daughter(const Kinship& kinship, const DaughterConfig& config,
           const std::vector<ConceptId>& vocabulary);

  const Typology& typology() const { return config_.typology; }
  const Layout& layout() const { return layout_; }
  const Paradigm& nouns() const { return nouns_; }
  const Paradigm& verbs() const { return verbs_; }

  const Form* find(std::string_view form) const;
  std::string text_of(const Form& form) const;
  void append(const Form& form, std::string& text) const;

  const std::vector<DaughterWord>& words() const { return words_; }
  const DaughterWord& word(int index) const { return words_[static_cast<size_t>(index)]; }
  // The usual word first.
  const std::vector<int>& words_for(ConceptId id) const;
  int choose(ConceptId id, Rng& rng) const;
  int function(Function which) const { return functions_[static_cast<size_t>(which)]; }
  // The words of a number in [2, 99] or of kHowMany, and back; 0 if they are none.
  const std::vector<int>& numeral(int number) const;
  int number_of(const std::vector<int>& words) const;
  int base() const { return base_; }

  // The mark that a word is; of words of these classes.
  const Mark& mark_of(const DaughterWord& word) const;
  // The shape with these words around it.
  const Shape& shape_of(const Form& form) const;
  std::string spelled(std::string_view phonemes) const;

 private:
  void draw_affixes(Paradigm& paradigm, const std::string& kind);
  std::string draw_affix(const std::string& name, int attempt) const;
  void add_marks(Paradigm& paradigm, WordClass kind);
  void add_functions();
  void add_numerals();
  void add_how_many();
  void add_concept(ConceptId id);
  int add(DaughterWord word, const std::string& name, int syllables);
  bool try_add(const DaughterWord& word);
  std::vector<int> shapes_for(const DaughterWord& word) const;
  std::string with_tone(const std::string& phonemes) const;

  const Kinship& kinship_;  // outlives this
  DaughterConfig config_;
  Layout layout_;
  Paradigm nouns_, verbs_;
  int base_ = 10;
  std::vector<DaughterWord> words_;
  std::vector<std::vector<int>> by_concept_;
  std::array<int, kFunctions> functions_{};
  std::vector<std::vector<int>> numerals_;  // by number
  std::vector<int> how_many_;               // one word
  TextMap<Form> forms_;
};

// Words of a number in `base`: the values of the words, 0 for the one that links.
std::vector<int> numeral_parts(int number, int base, const std::string& order);

}  // namespace dragoman::worlds
