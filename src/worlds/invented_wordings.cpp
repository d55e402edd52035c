// The sentences of invented_render.cpp with all its freedom of order, marking and synonyms.
#include "worlds/invented.h"

namespace dragoman::worlds {
namespace {

class InventedWordings {
 public:
  explicit InventedWordings(const Lexicon& lexicon) : lexicon_(lexicon) {}

  Wording sentence(const Meaning& meaning) const {
    std::vector<Wording> parts = {clause(meaning.first)};
    if (meaning.second) {
      parts.push_back(invariant(meaning.connector));
      parts.push_back(clause(*meaning.second));
    }
    parts.push_back(word(meaning.first.question ? "?" : "."));
    return sequence(std::move(parts));
  }

 private:
  Wording form(int lexeme) const {
    return word(lexicon_.form({.lexeme = lexeme, .noun = {}, .verb = {}}));
  }
  Wording particle(Particle which) const { return form(lexicon_.particle(which)); }

  Wording invariant(ConceptId id) const {
    std::vector<std::string> words;
    for (const int lexeme : lexicon_.lexemes_for(id))
      words.push_back(lexicon_.form({.lexeme = lexeme, .noun = {}, .verb = {}}));
    return any_word(std::move(words));
  }

  Wording verb(ConceptId id, const VerbForm& form) const {
    std::vector<std::string> words;
    for (const int lexeme : lexicon_.lexemes_for(id))
      words.push_back(lexicon_.form({.lexeme = lexeme, .noun = {}, .verb = form}));
    return any_word(std::move(words));
  }

  Wording clause(const Clause& clause) const;
  Wording subject(const Clause& clause) const;
  Wording place(const Place& place) const;
  Wording phrase(const NounPhrase& phrase, Case role) const;
  Wording nominal(const Nominal& nominal, Case role, bool owned) const;
  Wording noun(const Nominal& nominal, Case role, bool owned) const;
  Wording relative(const Relative& relative, const Nominal& head) const;

  const Lexicon& lexicon_;
};

Wording InventedWordings::clause(const Clause& clause) const {
  std::vector<Wording> before = {subject(clause)};
  if (clause.time != kNoConcept) before.push_back(invariant(clause.time));
  if (clause.place) before.push_back(place(*clause.place));
  if (clause.recipient) before.push_back(phrase(*clause.recipient, Case::kDative));
  if (clause.object) before.push_back(phrase(*clause.object, Case::kAccusative));
  if (clause.manner != kNoConcept) before.push_back(invariant(clause.manner));
  std::vector<Wording> parts = {any_order(std::move(before))};
  if (clause.negated) parts.push_back(optional(particle(Particle::kNegation)));
  parts.push_back(
      verb(clause.verb, {.negated = clause.negated,
                         .tense = clause.tense,
                         .person = person_of(clause.subject.core),
                         .ending = clause.question ? Ending::kQuestion : Ending::kNone}));
  if (clause.question) parts.push_back(optional(particle(Particle::kQuestion)));
  return sequence(std::move(parts));
}

Wording InventedWordings::subject(const Clause& clause) const {
  Wording said = phrase(clause.subject, Case::kNominative);
  if (!clause.question) said = sequence({std::move(said), optional(particle(Particle::kTopic))});
  const Nominal& core = clause.subject.core;
  const bool told =
      concept_of(core.head).category == Category::kPronoun && person_of(core) != Person::kThird;
  return told ? optional(std::move(said)) : said;
}

Wording InventedWordings::place(const Place& place) const {
  Wording relation = invariant(place.relation);
  if (place.relation == bare_locative_relation()) relation = optional(std::move(relation));
  return sequence({phrase(place.site, Case::kLocative), std::move(relation)});
}

Wording InventedWordings::phrase(const NounPhrase& phrase, Case role) const {
  std::vector<Wording> parts;
  if (phrase.possessor) parts.push_back(nominal(*phrase.possessor, Case::kGenitive, false));
  parts.push_back(nominal(phrase.core, role, phrase.possessor.has_value()));
  if (phrase.relative) parts.push_back(relative(*phrase.relative, phrase.core));
  return sequence(std::move(parts));
}

Wording InventedWordings::noun(const Nominal& nominal, Case role, bool owned) const {
  std::vector<NounForm> forms = {
      {.plural = nominal.plural, .definite = nominal.definite, .role = role}};
  const auto may_drop = [&forms](bool NounForm::*mark) {
    for (size_t i = 0, count = forms.size(); i < count; ++i) {
      forms.push_back(forms[i]);
      forms.back().*mark = false;
    }
  };
  if (nominal.numeral) may_drop(&NounForm::plural);
  if (owned) may_drop(&NounForm::definite);
  std::vector<std::string> words;
  for (const int lexeme : lexicon_.lexemes_for(nominal.head))
    for (const NounForm& form : forms)
      words.push_back(lexicon_.form({.lexeme = lexeme, .noun = form, .verb = {}}));
  return any_word(std::move(words));
}

Wording InventedWordings::nominal(const Nominal& nominal, Case role, bool owned) const {
  std::vector<Wording> parts = {noun(nominal, role, owned)};
  std::vector<Wording> adjectives;
  for (const ConceptId adjective : nominal.adjectives) adjectives.push_back(invariant(adjective));
  if (!adjectives.empty()) parts.push_back(any_order(std::move(adjectives)));
  const int number = nominal.numeral;
  if (number >= 20) parts.push_back(form(lexicon_.numeral(number / 10)));
  if (number >= 10) parts.push_back(form(lexicon_.numeral(10)));
  if (number % 10) parts.push_back(form(lexicon_.numeral(number % 10)));
  return sequence(std::move(parts));
}

Wording InventedWordings::relative(const Relative& relative, const Nominal& head) const {
  std::vector<Wording> parts = {particle(Particle::kRelative)};
  if (relative.other)
    parts.push_back(nominal(
        *relative.other, relative.head_is_object ? Case::kNominative : Case::kAccusative, false));
  const Nominal& subject = relative.head_is_object ? *relative.other : head;
  parts.push_back(verb(relative.verb, {.negated = relative.negated,
                                       .tense = relative.tense,
                                       .person = person_of(subject),
                                       .ending = Ending::kRelative}));
  return sequence(std::move(parts));
}

}  // namespace

Wording invented_wordings(const Lexicon& lexicon, const Meaning& meaning) {
  return InventedWordings(lexicon).sentence(meaning);
}

}  // namespace dragoman::worlds
