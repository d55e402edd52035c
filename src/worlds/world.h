// A world: languages, what can be said in them, and exact ground truth about all of it. Data
// behind an interface: whoever trains, tests or asks uses it as they would a corpus with a
// linguist.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "worlds/meaning.h"
#include "worlds/wording.h"

namespace dragoman::worlds {

struct Language {
  std::string code;  // "en", or the world's own
  std::string name;
};

// One word of an interlinear gloss: "kati-la-n" over "dog-PL-ACC".
struct GlossedWord {
  std::string segments;
  std::string gloss;
};

// A word of a sentence's tree, as treebanks have it (Universal Dependencies).
struct TreeWord {
  std::string form;
  std::string lemma;
  std::string part_of_speech;  // "NOUN"
  std::string features;        // "Case=Acc|Number=Plur"; "_": none
  size_t head = 0;             // number of a word, from 1; 0: the root
  std::string relation;        // "nsubj"
  std::string gloss;           // "dog-PL-ACC"
};

struct DictionaryEntry {
  std::string headword;  // the bare stem, in the invented language
  std::string part_of_speech;
  std::vector<std::string> translations;  // English, the usual one first
};

struct Example {
  std::string text;
  std::vector<GlossedWord> gloss;
  std::string translation;
};

// A section of the grammar book.
struct Section {
  std::string title;
  std::string text;  // plain paragraphs
  std::vector<Example> examples;
};

// Immutable once made: any number of threads may use one, each with its own Rng.
class World {
 public:
  virtual ~World() = default;

  // The language everybody reads first, then the invented ones.
  virtual const std::vector<Language>& languages() const = 0;

  virtual Meaning sample(Rng& rng) const = 0;

  // One of the texts that say exactly this; `rng` chooses among the variants the language allows.
  virtual std::string render(const Meaning& meaning, std::string_view language, Rng& rng) const = 0;

  // Exact: the meaning of every text that render can give, nothing for any other text.
  virtual std::optional<Meaning> parse(std::string_view text, std::string_view language) const = 0;

  // All texts that parse to this meaning, as words of which the last is the closing mark.
  virtual Wording wordings(const Meaning& meaning, std::string_view language) const = 0;

  // What an entity's name may begin with in that language, whatever its case.
  virtual std::vector<std::string> names_of(ConceptId entity, std::string_view language) const = 0;

  // The concepts that questions (question.h) may speak of, and the words they are made of; empty:
  // this world has no questions, and nothing is said or read by the next two.
  virtual std::vector<ConceptId> question_vocabulary() const;

  // A noun by itself, without a closing mark ("the dog", "how many dogs"), and back.
  virtual std::string render_phrase(const Nominal& alone, std::string_view language,
                                    Rng& rng) const;
  virtual std::optional<Nominal> parse_phrase(std::string_view text,
                                              std::string_view language) const;

  // Word by word, for texts of an invented language that parse; empty otherwise.
  virtual std::vector<GlossedWord> gloss(std::string_view text,
                                         std::string_view language) const = 0;

  // One of the texts that render gives, as a tree whose last word is the closing mark; empty where
  // the world has no trees of that language.
  virtual std::vector<TreeWord> tree(const Meaning& meaning, std::string_view language,
                                     Rng& rng) const;

  // Of an invented language, like the book; empty for English.
  virtual std::vector<DictionaryEntry> dictionary(std::string_view language) const = 0;

  virtual std::vector<Section> book(std::string_view language) const = 0;
};

// Two texts of one language parse, and to equal meanings.
bool same_meaning(const World& world, std::string_view language, std::string_view a,
                  std::string_view b);

// The language of that code; an unknown one is the user's error.
const Language& language_of(const World& world, std::string_view code);

}  // namespace dragoman::worlds
