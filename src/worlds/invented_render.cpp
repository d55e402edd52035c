#include "worlds/invented.h"

namespace dragoman::worlds {
namespace {

class InventedWriter {
 public:
  InventedWriter(const Lexicon& lexicon, const InventedVariation& variation, Rng& rng)
      : lexicon_(lexicon), variation_(variation), rng_(rng) {}

  std::vector<Word> sentence(const Meaning& meaning) {
    clause(meaning.first);
    if (meaning.second) {
      invariant(meaning.connector);
      clause(*meaning.second);
    }
    return std::move(words_);
  }

 private:
  enum class Part { kSubject, kTime, kPlace, kRecipient, kObject, kManner };

  bool drops() { return rng_.uniform() < variation_.optional_marking; }
  bool shuffles() { return rng_.uniform() < variation_.word_order_freedom; }
  void put(int lexeme) { words_.push_back({.lexeme = lexeme, .noun = {}, .verb = {}}); }
  void optional(Particle particle) {
    if (!drops()) put(lexicon_.particle(particle));
  }
  void invariant(ConceptId id) { put(lexicon_.choose(id, rng_)); }

  void clause(const Clause& clause);
  void part(const Clause& clause, Part part);
  void subject(const Clause& clause);
  void phrase(const NounPhrase& phrase, Case role);
  void nominal(const Nominal& nominal, Case role, bool owned);
  void numeral(int number);
  void relative(const Relative& relative, const Nominal& head);

  const Lexicon& lexicon_;
  const InventedVariation& variation_;
  Rng& rng_;
  std::vector<Word> words_;
};

void InventedWriter::clause(const Clause& clause) {
  std::vector<Part> parts = {Part::kSubject};
  if (clause.time != kNoConcept) parts.push_back(Part::kTime);
  if (clause.place) parts.push_back(Part::kPlace);
  if (clause.recipient) parts.push_back(Part::kRecipient);
  if (clause.object) parts.push_back(Part::kObject);
  if (clause.manner != kNoConcept) parts.push_back(Part::kManner);
  if (shuffles()) rng_.shuffle(parts);
  for (const Part each : parts) part(clause, each);
  if (clause.negated) optional(Particle::kNegation);
  words_.push_back({.lexeme = lexicon_.choose(clause.verb, rng_),
                    .noun = {},
                    .verb = {.negated = clause.negated,
                             .tense = clause.tense,
                             .person = person_of(clause.subject.core),
                             .ending = clause.question ? Ending::kQuestion : Ending::kNone}});
  if (clause.question) optional(Particle::kQuestion);
}

void InventedWriter::part(const Clause& clause, Part part) {
  switch (part) {
    case Part::kSubject: subject(clause); break;
    case Part::kTime: invariant(clause.time); break;
    case Part::kManner: invariant(clause.manner); break;
    case Part::kObject: phrase(*clause.object, Case::kAccusative); break;
    case Part::kRecipient: phrase(*clause.recipient, Case::kDative); break;
    case Part::kPlace:
      phrase(clause.place->site, Case::kLocative);
      if (clause.place->relation != bare_locative_relation() || !drops())
        invariant(clause.place->relation);
      break;
  }
}

// A pronoun that the verb's ending tells apart may be left out, and its topic particle with it.
void InventedWriter::subject(const Clause& clause) {
  const Nominal& core = clause.subject.core;
  const bool told =
      concept_of(core.head).category == Category::kPronoun && person_of(core) != Person::kThird;
  if (told && drops()) return;
  phrase(clause.subject, Case::kNominative);
  if (!clause.question) optional(Particle::kTopic);
}

void InventedWriter::phrase(const NounPhrase& phrase, Case role) {
  if (phrase.possessor) nominal(*phrase.possessor, Case::kGenitive, false);
  nominal(phrase.core, role, phrase.possessor.has_value());
  if (phrase.relative) relative(*phrase.relative, phrase.core);
}

void InventedWriter::nominal(const Nominal& nominal, Case role, bool owned) {
  NounForm form{.plural = nominal.plural, .definite = nominal.definite, .role = role};
  if (nominal.numeral && drops()) form.plural = false;
  if (owned && drops()) form.definite = false;
  words_.push_back({.lexeme = lexicon_.choose(nominal.head, rng_), .noun = form, .verb = {}});
  std::vector<ConceptId> adjectives = nominal.adjectives;
  if (adjectives.size() > 1 && shuffles()) rng_.shuffle(adjectives);
  for (const ConceptId adjective : adjectives) invariant(adjective);
  if (nominal.numeral) numeral(nominal.numeral);
}

// 23 is "two ten three", 13 "ten three", 20 "two ten".
void InventedWriter::numeral(int number) {
  if (number >= 20) put(lexicon_.numeral(number / 10));
  if (number >= 10) put(lexicon_.numeral(10));
  if (number % 10) put(lexicon_.numeral(number % 10));
}

void InventedWriter::relative(const Relative& relative, const Nominal& head) {
  put(lexicon_.particle(Particle::kRelative));
  if (relative.other)
    nominal(*relative.other, relative.head_is_object ? Case::kNominative : Case::kAccusative,
            false);
  const Nominal& subject = relative.head_is_object ? *relative.other : head;
  words_.push_back({.lexeme = lexicon_.choose(relative.verb, rng_),
                    .noun = {},
                    .verb = {.negated = relative.negated,
                             .tense = relative.tense,
                             .person = person_of(subject),
                             .ending = Ending::kRelative}});
}

}  // namespace

std::vector<Word> compose_invented(const Lexicon& lexicon, const InventedVariation& variation,
                                   const Meaning& meaning, Rng& rng) {
  return InventedWriter(lexicon, variation, rng).sentence(meaning);
}

std::string render_invented(const Lexicon& lexicon, const InventedVariation& variation,
                            const Meaning& meaning, Rng& rng) {
  std::string text;
  for (const Word& word : compose_invented(lexicon, variation, meaning, rng)) {
    if (!text.empty()) text += ' ';
    text += lexicon.form(word);
  }
  return text + (meaning.first.question ? '?' : '.');
}

ConceptId bare_locative_relation() {
  static const ConceptId relation = concept_named("in");
  return relation;
}

}  // namespace dragoman::worlds
