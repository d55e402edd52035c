// Recursive descent over the readings of the words; every form has one, so the next word decides.
#include "worlds/invented.h"
#include "worlds/words.h"

namespace dragoman::worlds {
namespace {

class InventedParser {
 public:
  InventedParser(const Lexicon& lexicon, std::vector<Word> words)
      : lexicon_(lexicon), words_(std::move(words)) {}

  std::optional<Meaning> sentence(bool question) {
    Meaning meaning;
    if (!clause(meaning.first, question)) return std::nullopt;
    if (invariant(Category::kConnector, meaning.connector))
      if (question || !clause(meaning.second.emplace(), false)) return std::nullopt;
    if (at_ != words_.size() || !canonicalize(meaning)) return std::nullopt;
    return meaning;
  }

 private:
  bool at_kind(WordKind kind) const {
    return at_ < words_.size() && lexicon_.lexeme(words_[at_].lexeme).kind == kind;
  }

  bool particle(Particle which) {
    if (at_ >= words_.size() || words_[at_].lexeme != lexicon_.particle(which)) return false;
    ++at_;
    return true;
  }

  // Takes the next word if it is an invariant of that category and `id` is still free.
  bool invariant(Category category, ConceptId& id) {
    if (id != kNoConcept || !at_kind(WordKind::kInvariant)) return false;
    const ConceptId found = lexicon_.lexeme(words_[at_].lexeme).concept_id;
    if (concept_of(found).category != category) return false;
    id = found;
    ++at_;
    return true;
  }

  bool clause(Clause& clause, bool question);
  bool argument(Clause& clause, bool question);
  bool finish(Clause& clause, bool question);
  bool phrase(NounPhrase& phrase, Case& role);
  bool nominal(Nominal& nominal, Case& role, bool owned);
  bool numeral(int& number);
  bool relative(Relative& relative, const Nominal& head);
  int next_numeral() const;
  ConceptId implied_subject(Person person) const;

  const Lexicon& lexicon_;
  std::vector<Word> words_;
  size_t at_ = 0;
};

bool InventedParser::clause(Clause& clause, bool question) {
  clause.question = question;
  for (;;) {
    if (at_kind(WordKind::kNoun)) {
      if (!argument(clause, question)) return false;
    } else if (!invariant(Category::kTime, clause.time) &&
               !invariant(Category::kManner, clause.manner)) {
      return finish(clause, question);
    }
  }
}

// A noun phrase; its case says whose part it plays.
bool InventedParser::argument(Clause& clause, bool question) {
  NounPhrase found;
  Case role = Case::kNominative;
  if (!phrase(found, role)) return false;
  switch (role) {
    case Case::kNominative:
      if (clause.subject.core.head != kNoConcept) return false;
      clause.subject = std::move(found);
      if (!question) particle(Particle::kTopic);
      return true;
    case Case::kAccusative:
      if (clause.object) return false;
      clause.object = std::move(found);
      return true;
    case Case::kDative:
      if (clause.recipient) return false;
      clause.recipient = std::move(found);
      return true;
    case Case::kLocative:
      if (clause.place) return false;
      clause.place = Place{kNoConcept, std::move(found)};
      if (!invariant(Category::kRelation, clause.place->relation))
        clause.place->relation = bare_locative_relation();
      return true;
    case Case::kGenitive: return false;
  }
  return false;
}

// [negation] verb [question]
bool InventedParser::finish(Clause& clause, bool question) {
  const bool negation = particle(Particle::kNegation);
  if (!at_kind(WordKind::kVerb)) return false;
  const Word& verb = words_[at_++];
  clause.verb = lexicon_.lexeme(verb.lexeme).concept_id;
  clause.negated = verb.verb.negated;
  clause.tense = verb.verb.tense;
  if (negation && !clause.negated) return false;
  if (verb.verb.ending != (question ? Ending::kQuestion : Ending::kNone)) return false;
  if (question) particle(Particle::kQuestion);
  if (clause.subject.core.head == kNoConcept)
    clause.subject.core.head = implied_subject(verb.verb.person);
  return clause.subject.core.head != kNoConcept &&
         person_of(clause.subject.core) == verb.verb.person;
}

ConceptId InventedParser::implied_subject(Person person) const {
  static const ConceptId pronouns[kPersons] = {concept_named("I"), concept_named("you"), kNoConcept,
                                               concept_named("we"), concept_named("they")};
  return pronouns[static_cast<int>(person)];
}

bool InventedParser::phrase(NounPhrase& phrase, Case& role) {
  if (!nominal(phrase.core, role, false)) return false;
  if (role == Case::kGenitive) {
    phrase.possessor = std::move(phrase.core);
    phrase.core = {};
    if (!nominal(phrase.core, role, true) || role == Case::kGenitive) return false;
  }
  if (!particle(Particle::kRelative)) return true;
  return relative(phrase.relative.emplace(), phrase.core);
}

bool InventedParser::nominal(Nominal& nominal, Case& role, bool owned) {
  if (!at_kind(WordKind::kNoun)) return false;
  const Word& noun = words_[at_++];
  nominal.head = lexicon_.lexeme(noun.lexeme).concept_id;
  nominal.plural = noun.noun.plural;
  nominal.definite = noun.noun.definite || owned;
  role = noun.noun.role;
  for (ConceptId adjective = kNoConcept; invariant(Category::kAdjective, adjective);
       adjective = kNoConcept)
    nominal.adjectives.push_back(adjective);
  if (!numeral(nominal.numeral)) return false;
  if (nominal.numeral) nominal.plural = true;
  return true;
}

// The numeral at hand, 1 … 10, or 0.
int InventedParser::next_numeral() const {
  return at_kind(WordKind::kNumeral) ? lexicon_.lexeme(words_[at_].lexeme).value : 0;
}

bool InventedParser::numeral(int& number) {
  number = next_numeral();
  if (number == 0) return true;
  ++at_;
  if (number < 10 && next_numeral() == 10) {
    if (number == 1) return false;  // ten is not "one ten"
    number *= 10;
    ++at_;
  }
  if (number >= 10 && next_numeral() > 0) {
    const int unit = next_numeral();
    if (unit == 10) return false;
    number += unit;
    ++at_;
  }
  return number > 1 && next_numeral() == 0;
}

bool InventedParser::relative(Relative& relative, const Nominal& head) {
  if (at_kind(WordKind::kNoun)) {
    Case role = Case::kNominative;
    if (!nominal(relative.other.emplace(), role, false)) return false;
    if (role != Case::kNominative && role != Case::kAccusative) return false;
    relative.head_is_object = role == Case::kNominative;
  }
  if (!at_kind(WordKind::kVerb)) return false;
  const Word& verb = words_[at_++];
  relative.verb = lexicon_.lexeme(verb.lexeme).concept_id;
  relative.negated = verb.verb.negated;
  relative.tense = verb.verb.tense;
  const Nominal& subject = relative.head_is_object ? *relative.other : head;
  return verb.verb.ending == Ending::kRelative && person_of(subject) == verb.verb.person;
}

}  // namespace

std::optional<Meaning> parse_invented(const Lexicon& lexicon, std::string_view text) {
  std::vector<std::string> forms;
  bool question = false;
  if (!split_sentence(text, forms, question)) return std::nullopt;
  std::vector<Word> words;
  for (const std::string& form : forms) {
    const Word* word = lexicon.find(form);
    if (!word) return std::nullopt;
    words.push_back(*word);
  }
  return InventedParser(lexicon, std::move(words)).sentence(question);
}

}  // namespace dragoman::worlds
