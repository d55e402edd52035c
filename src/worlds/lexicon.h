// The words of the invented language: a root or two for every concept, particles and numerals, and
// the table of all their forms. No two words or forms are spelled alike, so a form has one reading.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "worlds/english.h"
#include "worlds/morphology.h"

namespace dragoman::worlds {

enum class Particle { kTopic, kNegation, kQuestion, kRelative };
inline constexpr int kParticles = 4;

enum class WordKind { kNoun, kVerb, kInvariant, kParticle, kNumeral };

struct Lexeme {
  WordKind kind = WordKind::kInvariant;
  std::string root;                   // phonemes
  ConceptId concept_id = kNoConcept;  // of nouns (names and pronouns too), verbs and invariants
  int value = 0;                      // of numerals 1 … 10; of particles the Particle
};

// A lexeme in one of its forms; `noun` or `verb` counts by the lexeme's kind.
struct Word {
  int lexeme = 0;
  NounForm noun;
  VerbForm verb;
};

struct LexiconConfig {
  double synonymy = 0.3;  // share of open-class concepts with two roots
  std::string script = "latin";
};

// Immutable once made; any number of threads may use it.
class Lexicon {
 public:
  // Names of `entities` that would be spelled like another word are left out.
  Lexicon(const std::vector<ConceptId>& vocabulary, const std::vector<ConceptId>& entities,
          const LexiconConfig& config, Rng rng);
  Lexicon(const Lexicon&) = delete;

  const Word* find(std::string_view form) const;
  std::string form(const Word& word) const;
  std::vector<std::string> segments(const Word& word) const;  // spelled
  std::vector<std::string> labels(const Word& word) const;    // of the segments after the root
  std::string gloss(const Word& word) const;                  // "dog-PL-ACC"

  bool has(ConceptId id) const;
  // How the name of an entity may begin, whatever its case: its root, with either last consonant.
  std::vector<std::string> name_stems(ConceptId entity) const;
  int choose(ConceptId id, Rng& rng) const;  // a lexeme; the usual synonym more often
  const std::vector<int>& lexemes_for(ConceptId id) const;
  int particle(Particle which) const { return particles_[static_cast<size_t>(which)]; }
  int numeral(int value) const { return numerals_[static_cast<size_t>(value - 1)]; }  // 1 … 10

  const std::vector<Lexeme>& lexemes() const { return lexemes_; }
  const Lexeme& lexeme(int index) const { return lexemes_[static_cast<size_t>(index)]; }
  const Phonology& phonology() const { return phonology_; }
  const Morphology& morphology() const { return morphology_; }
  const std::string& script() const { return config_.script; }
  size_t form_count() const { return forms_.size(); }

 private:
  int add(Lexeme lexeme, int syllables, Rng& rng);
  bool try_add(const Lexeme& lexeme);
  void add_entities(const std::vector<ConceptId>& entities);
  std::string entity_root(const Concept& entity) const;
  std::vector<Word> forms_of(const Lexeme& lexeme, int index) const;
  std::vector<std::string> phoneme_segments(const Lexeme& lexeme, const Word& word) const;

  LexiconConfig config_;
  Phonology phonology_;
  Morphology morphology_;
  std::vector<Lexeme> lexemes_;
  std::vector<std::vector<int>> by_concept_;  // [id]; of entities, too, where there are any
  std::vector<double> usual_odds_;            // by concept: of the first of two synonyms
  std::vector<int> particles_;
  std::vector<int> numerals_;
  TextMap<Word> forms_;
};

}  // namespace dragoman::worlds
