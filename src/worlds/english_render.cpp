#include "worlds/english.h"

namespace dragoman::worlds {
namespace {

enum class Case { kSubject, kObject, kOwner };

// Writes words with blanks between them; an article waits for the word that decides its form.
class EnglishWriter {
 public:
  EnglishWriter(const English& english, Rng& rng) : english_(english), rng_(rng) {}

  std::string sentence(const Meaning& meaning) {
    clause(meaning.first);
    if (meaning.second) {
      word(english_.choose(meaning.connector, rng_).base);
      clause(*meaning.second);
    }
    if (text_[0] >= 'a' && text_[0] <= 'z') text_[0] = static_cast<char>(text_[0] - 'a' + 'A');
    return text_ + (meaning.first.question ? '?' : '.');
  }

  std::string alone(const Nominal& noun) {
    nominal(noun, Case::kSubject, false);
    return text_;
  }

 private:
  void word(std::string_view next) {
    if (!text_.empty()) text_ += ' ';
    if (article_) text_ += starts_with_vowel(next) ? "an " : "a ";
    article_ = false;
    text_ += next;
  }

  void clause(const Clause& clause);
  void opening(const Clause& clause, bool asks_object);
  void verb(const Clause& clause);
  void phrase(const NounPhrase& phrase, Case role);
  void nominal(const Nominal& nominal, Case role, bool owned);
  void relative(const Relative& relative, const Nominal& head);
  void finite_verb(ConceptId id, Tense tense, bool negated, Person person);

  const English& english_;
  Rng& rng_;
  std::string text_;
  bool article_ = false;
};

void EnglishWriter::clause(const Clause& clause) {
  const bool has_time = clause.time != kNoConcept;
  const bool time_first = has_time && !clause.question && rng_.uniform() < english_.order_freedom();
  if (time_first) word(english_.choose(clause.time, rng_).base);
  const bool asks_object = clause.object && asks(clause.object->core.head);
  opening(clause, asks_object);
  if (clause.object && !asks_object) phrase(*clause.object, Case::kObject);
  if (clause.recipient) {
    word("to");
    phrase(*clause.recipient, Case::kObject);
  }
  if (clause.manner != kNoConcept) word(english_.choose(clause.manner, rng_).base);
  if (clause.place) {
    word(english_.choose(clause.place->relation, rng_).base);
    phrase(clause.place->site, Case::kObject);
  }
  if (has_time && !time_first) word(english_.choose(clause.time, rng_).base);
}

// Everything up to the verb.
void EnglishWriter::opening(const Clause& clause, bool asks_object) {
  if (asks_object) phrase(*clause.object, Case::kObject);
  if (clause.question && !asks(clause.subject.core.head)) {
    const bool third = person_of(clause.subject.core) == Person::kThird;
    word(clause.tense == Tense::kFuture ? "will"
         : clause.tense == Tense::kPast ? "did"
         : third                        ? "does"
                                        : "do");
    phrase(clause.subject, Case::kSubject);
    if (clause.negated) word("not");
    word(english_.choose(clause.verb, rng_).base);
  } else {
    phrase(clause.subject, Case::kSubject);
    finite_verb(clause.verb, clause.tense, clause.negated, person_of(clause.subject.core));
  }
}

void EnglishWriter::finite_verb(ConceptId id, Tense tense, bool negated, Person person) {
  const EnglishWord& verb = english_.choose(id, rng_);
  const bool third = person == Person::kThird;
  if (tense == Tense::kFuture)
    word("will");
  else if (negated)
    word(tense == Tense::kPast ? "did" : third ? "does" : "do");
  if (negated) word("not");
  if (negated || tense == Tense::kFuture)
    word(verb.base);
  else if (tense == Tense::kPast)
    word(verb.inflected);
  else
    word(third ? with_s(verb.base) : verb.base);
}

void EnglishWriter::phrase(const NounPhrase& phrase, Case role) {
  if (phrase.possessor) nominal(*phrase.possessor, Case::kOwner, false);
  nominal(phrase.core, role, phrase.possessor.has_value());
  if (phrase.relative) relative(*phrase.relative, phrase.core);
}

void EnglishWriter::nominal(const Nominal& nominal, Case role, bool owned) {
  const Category category = concept_of(nominal.head).category;
  if (category == Category::kPronoun) {
    const PronounForms& forms = english_pronoun(nominal.head);
    word(role == Case::kSubject  ? forms.subject
         : role == Case::kObject ? forms.object
                                 : forms.owner);
    return;
  }
  const EnglishWord& head = english_.choose(nominal.head, rng_);
  if (category == Category::kName) {
    word(role == Case::kOwner ? head.base + "'s" : head.base);
    return;
  }
  if (!owned && nominal.definite) word("the");
  if (!owned && !nominal.definite && !nominal.plural) article_ = true;
  if (nominal.numeral) word(english_numeral(nominal.numeral));
  for (const ConceptId adjective : nominal.adjectives) word(english_.choose(adjective, rng_).base);
  std::string form = nominal.plural ? head.inflected : head.base;
  if (role == Case::kOwner) form += nominal.plural && form.ends_with("s") ? "'" : "'s";
  word(form);
}

void EnglishWriter::relative(const Relative& relative, const Nominal& head) {
  word(english_relative_word(head.head, relative.head_is_object));
  if (relative.head_is_object) nominal(*relative.other, Case::kSubject, false);
  const Nominal& subject = relative.head_is_object ? *relative.other : head;
  finite_verb(relative.verb, relative.tense, relative.negated, person_of(subject));
  if (relative.other && !relative.head_is_object) nominal(*relative.other, Case::kObject, false);
}

}  // namespace

std::string English::render(const Meaning& meaning, Rng& rng) const {
  return EnglishWriter(*this, rng).sentence(meaning);
}

std::string English::render_phrase(const Nominal& alone, Rng& rng) const {
  return EnglishWriter(*this, rng).alone(alone);
}

}  // namespace dragoman::worlds
