// The English side of a world: a small, regular English in which every sentence has one meaning.
//   [time] subject verb object "to" recipient manner relation place time
// A question begins with its helper verb, after the object if it asks for that; one that asks for
// its subject is a statement but for its mark.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "worlds/meaning.h"
#include "worlds/wording.h"

namespace dragoman::worlds {

// Lets maps keyed by strings be asked with views.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

enum class EnglishForm {
  kSingular,
  kPlural,
  kSingularOwner,  // dog's
  kPluralOwner,    // dogs'
  kName,
  kNameOwner,
  kPronounSubject,
  kPronounObject,
  kPronounOwner,
  kVerbBase,
  kVerbS,
  kVerbPast,
  kInvariant,  // adjectives, adverbs, time words, relations, connectors
};

struct EnglishReading {
  EnglishForm form = EnglishForm::kInvariant;
  ConceptId concept_id = kNoConcept;
};

struct EnglishVariation {
  double synonymy = 0.0;       // share of the concepts with English synonyms that use them
  double order_freedom = 0.0;  // probability that a time word opens its clause
};

// Immutable once made; any number of threads may use it.
class English {
 public:
  English(const std::vector<ConceptId>& vocabulary, const EnglishVariation& variation, Rng rng);

  std::string render(const Meaning& meaning, Rng& rng) const;
  std::optional<Meaning> parse(std::string_view text) const;
  // A noun by itself: "the dog", "how many dogs".
  std::string render_phrase(const Nominal& alone, Rng& rng) const;
  std::optional<Nominal> parse_phrase(std::string_view text) const;
  Wording wordings(const Meaning& meaning) const;  // the closing mark is a word of its own

  // The words in use for a concept of this world, the usual one first.
  const std::vector<EnglishWord>& words_for(ConceptId id) const;
  // One of them; the usual one more often.
  const EnglishWord& choose(ConceptId id, Rng& rng) const;
  double order_freedom() const { return order_freedom_; }
  bool has_reading(std::string_view word, EnglishForm form, ConceptId* id = nullptr) const;
  const TextMap<std::vector<EnglishReading>>& forms() const { return forms_; }

 private:
  void add_forms(ConceptId id, const EnglishWord& word);
  void add(const std::string& text, EnglishForm form, ConceptId id);

  std::vector<std::vector<EnglishWord>> words_;  // by concept; empty outside the vocabulary
  TextMap<std::vector<EnglishReading>> forms_;
  double order_freedom_;
};

// "two" … "ninety-nine", "how many"; and back (0 if it is none of the numbers).
const std::string& english_numeral(int number);
int english_numeral_value(std::string_view word);

bool starts_with_vowel(std::string_view word);  // asks for "an"

// "who", "whom" or "that", for what `head` denotes.
const char* english_relative_word(ConceptId head, bool head_is_object);

struct PronounForms {
  const char* subject;
  const char* object;
  const char* owner;
};
const PronounForms& english_pronoun(ConceptId pronoun);

}  // namespace dragoman::worlds
