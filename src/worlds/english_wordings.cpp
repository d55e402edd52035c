// The sentences of english_render.cpp with everything that the parser lets vary: synonyms, the
// place of a time word, the order of adjectives.
#include <algorithm>

#include "worlds/english.h"

namespace dragoman::worlds {
namespace {

enum class Case { kSubject, kObject, kOwner };

std::string capitalized(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// Every sequence gets a capital at its first word.
void capitalize(Wording& wording) {
  for (std::string& text : wording.words) text = capitalized(text);
  if (wording.kind == Wording::Kind::kSequence && !wording.parts.empty())
    capitalize(wording.parts.front());
  if (wording.kind == Wording::Kind::kChoice)
    for (Wording& part : wording.parts) capitalize(part);
}

class EnglishWordings {
 public:
  explicit EnglishWordings(const English& english) : english_(english) {}

  Wording sentence(const Meaning& meaning) const {
    std::vector<Wording> parts = {clause(meaning.first)};
    if (meaning.second) {
      parts.push_back(words(meaning.connector));
      parts.push_back(clause(*meaning.second));
    }
    parts.push_back(word(meaning.first.question ? "?" : "."));
    Wording all = sequence(std::move(parts));
    capitalize(all);
    return all;
  }

 private:
  using Form = std::string (*)(const EnglishWord&);

  Wording words(
      ConceptId id, Form form = [](const EnglishWord& each) { return each.base; }) const {
    std::vector<std::string> all;
    for (const EnglishWord& each : english_.words_for(id)) all.push_back(form(each));
    return any_word(std::move(all));
  }

  Wording clause(const Clause& clause) const;
  std::vector<Wording> opening(const Clause& clause) const;
  Wording verb(ConceptId id, Tense tense, bool negated, Person person) const;
  Wording phrase(const NounPhrase& phrase, Case role) const;
  Wording nominal(const Nominal& nominal, Case role, bool owned) const;
  Wording noun(const Nominal& nominal, Case role) const;
  Wording relative(const Relative& relative, const Nominal& head) const;

  const English& english_;
};

Wording EnglishWordings::clause(const Clause& clause) const {
  std::vector<Wording> parts = opening(clause);
  if (clause.object && !asks(clause.object->core.head))
    parts.push_back(phrase(*clause.object, Case::kObject));
  if (clause.recipient) {
    parts.push_back(word("to"));
    parts.push_back(phrase(*clause.recipient, Case::kObject));
  }
  if (clause.manner != kNoConcept) parts.push_back(words(clause.manner));
  if (clause.place) {
    parts.push_back(words(clause.place->relation));
    parts.push_back(phrase(clause.place->site, Case::kObject));
  }
  if (clause.time == kNoConcept) return sequence(std::move(parts));
  const Wording rest = sequence(std::move(parts));
  const Wording time = words(clause.time);
  if (clause.question) return sequence({rest, time});
  return choice({sequence({rest, time}), sequence({time, rest})});
}

// Everything up to the verb.
std::vector<Wording> EnglishWordings::opening(const Clause& clause) const {
  const Person person = person_of(clause.subject.core);
  if (!clause.question || asks(clause.subject.core.head))
    return {phrase(clause.subject, Case::kSubject),
            verb(clause.verb, clause.tense, clause.negated, person)};
  std::vector<Wording> parts;
  if (clause.object && asks(clause.object->core.head))
    parts.push_back(phrase(*clause.object, Case::kObject));
  parts.push_back(word(clause.tense == Tense::kFuture ? "will"
                       : clause.tense == Tense::kPast ? "did"
                       : person == Person::kThird     ? "does"
                                                      : "do"));
  parts.push_back(phrase(clause.subject, Case::kSubject));
  if (clause.negated) parts.push_back(word("not"));
  parts.push_back(words(clause.verb));
  return parts;
}

Wording EnglishWordings::verb(ConceptId id, Tense tense, bool negated, Person person) const {
  const bool third = person == Person::kThird;
  std::vector<Wording> parts;
  if (tense == Tense::kFuture)
    parts.push_back(word("will"));
  else if (negated)
    parts.push_back(word(tense == Tense::kPast ? "did" : third ? "does" : "do"));
  if (negated) parts.push_back(word("not"));
  if (negated || tense == Tense::kFuture)
    parts.push_back(words(id));
  else if (tense == Tense::kPast)
    parts.push_back(words(id, [](const EnglishWord& each) { return each.inflected; }));
  else if (third)
    parts.push_back(words(id, [](const EnglishWord& each) { return with_s(each.base); }));
  else
    parts.push_back(words(id));
  return sequence(std::move(parts));
}

Wording EnglishWordings::phrase(const NounPhrase& phrase, Case role) const {
  std::vector<Wording> parts;
  if (phrase.possessor) parts.push_back(nominal(*phrase.possessor, Case::kOwner, false));
  parts.push_back(nominal(phrase.core, role, phrase.possessor.has_value()));
  if (phrase.relative) parts.push_back(relative(*phrase.relative, phrase.core));
  return sequence(std::move(parts));
}

Wording EnglishWordings::noun(const Nominal& nominal, Case role) const {
  std::vector<std::string> forms;
  for (const EnglishWord& each : english_.words_for(nominal.head)) {
    std::string form = nominal.plural ? each.inflected : each.base;
    if (role == Case::kOwner) form += nominal.plural && form.ends_with("s") ? "'" : "'s";
    forms.push_back(std::move(form));
  }
  return any_word(std::move(forms));
}

// "a" or "an" and the word that decides between them.
Wording with_article(const Wording& next) {
  std::vector<Wording> ways;
  for (const bool vowel : {false, true}) {
    std::vector<std::string> words;
    std::copy_if(next.words.begin(), next.words.end(), std::back_inserter(words),
                 [&](const std::string& each) { return starts_with_vowel(each) == vowel; });
    if (!words.empty())
      ways.push_back(sequence({word(vowel ? "an" : "a"), any_word(std::move(words))}));
  }
  return choice(std::move(ways));
}

Wording EnglishWordings::nominal(const Nominal& nominal, Case role, bool owned) const {
  const Category category = concept_of(nominal.head).category;
  if (category == Category::kPronoun) {
    const PronounForms& forms = english_pronoun(nominal.head);
    return word(role == Case::kSubject  ? forms.subject
                : role == Case::kObject ? forms.object
                                        : forms.owner);
  }
  if (category == Category::kName) return noun(nominal, role);
  std::vector<Wording> orders;
  std::vector<ConceptId> adjectives = nominal.adjectives;
  do {
    std::vector<Wording> parts;
    if (!owned && nominal.definite) parts.push_back(word("the"));
    if (nominal.numeral) parts.push_back(word(english_numeral(nominal.numeral)));
    for (const ConceptId adjective : adjectives) parts.push_back(words(adjective));
    parts.push_back(noun(nominal, role));
    if (!owned && !nominal.definite && !nominal.plural) parts.front() = with_article(parts.front());
    orders.push_back(sequence(std::move(parts)));
  } while (std::next_permutation(adjectives.begin(), adjectives.end()));
  return choice(std::move(orders));
}

Wording EnglishWordings::relative(const Relative& relative, const Nominal& head) const {
  const Nominal& subject = relative.head_is_object ? *relative.other : head;
  std::vector<Wording> parts = {word(english_relative_word(head.head, relative.head_is_object))};
  if (relative.head_is_object) parts.push_back(nominal(*relative.other, Case::kSubject, false));
  parts.push_back(verb(relative.verb, relative.tense, relative.negated, person_of(subject)));
  if (relative.other && !relative.head_is_object)
    parts.push_back(nominal(*relative.other, Case::kObject, false));
  return sequence(std::move(parts));
}

}  // namespace

Wording English::wordings(const Meaning& meaning) const {
  return EnglishWordings(*this).sentence(meaning);
}

}  // namespace dragoman::worlds
