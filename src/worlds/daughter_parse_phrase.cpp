// Noun phrases and verbs with their marks, and relative clauses.
#include "worlds/daughter_parser.h"

namespace dragoman::worlds {

bool DaughterParser::take_marks(WordClass kind, bool before, std::vector<int>& marks) {
  for (; at_class(kind) && language_.mark_of(*now()).before == before; ++at_)
    marks.push_back(now()->value);
  return marks.size() < 4;
}

bool DaughterParser::verb_group(ConceptId& verb, VerbBundle& bundle) {
  Pattern pattern;
  if (!take_marks(WordClass::kVerbMark, true, pattern.words_before) || !at_class(WordClass::kVerb))
    return false;
  verb = now()->concept_id;
  pattern.shape = forms_[at_++].shape;
  if (!take_marks(WordClass::kVerbMark, false, pattern.words_after)) return false;
  const int found = language_.verbs().find(pattern);
  if (found >= 0) bundle = verb_bundle(static_cast<size_t>(found));
  return found >= 0;
}

bool DaughterParser::phrase(NounPhrase& phrase, CaseMark& role) {
  Person person = Person::kThird;
  const auto clause = [&](bool before) {
    if (before != layout_.relative_before || !at_relative()) return true;
    return relative(phrase.relative.emplace(), person);
  };
  if (!clause(true) || !core(phrase, role) || !clause(false)) return false;
  if (!phrase.relative || !layout_.agrees) return true;
  const Relative& said = *phrase.relative;
  return person_of(said.head_is_object ? *said.other : phrase.core) == person;
}

// The noun with its owner.
bool DaughterParser::core(NounPhrase& phrase, CaseMark& role) {
  NounBundle bundle, owner;
  if (!nominal(phrase.core, bundle)) return false;
  if (layout_.possessor_before && bundle.role == CaseMark::kGenitive) {
    phrase.possessor = std::move(phrase.core);
    phrase.core = {};
    owner = bundle;
    if (!nominal(phrase.core, bundle)) return false;
  } else if (!layout_.possessor_before) {
    const size_t start = at_;
    Nominal after;
    if (nominal(after, owner) && owner.role == CaseMark::kGenitive)
      phrase.possessor = std::move(after);
    else
      at_ = start;
  }
  role = bundle.role;
  if (phrase.possessor && !interpret(*phrase.possessor, owner, false)) return false;
  return interpret(phrase.core, bundle, phrase.possessor.has_value());
}

bool DaughterParser::nominal(Nominal& nominal, NounBundle& bundle) {
  const auto adjectives = [&](bool before) {
    if (before != layout_.adjective_before) return;
    for (ConceptId each = kNoConcept; invariant(Category::kAdjective, each); each = kNoConcept)
      nominal.adjectives.push_back(each);
  };
  if (layout_.numeral_before && !number(nominal.numeral)) return false;
  adjectives(true);
  Pattern pattern;
  if (!take_marks(WordClass::kNounMark, true, pattern.words_before) || !at_class(WordClass::kNoun))
    return false;
  nominal.head = now()->concept_id;
  pattern.shape = forms_[at_++].shape;
  if (!take_marks(WordClass::kNounMark, false, pattern.words_after)) return false;
  const int found = language_.nouns().find(pattern);
  if (found < 0) return false;
  bundle = noun_bundle(static_cast<size_t>(found));
  adjectives(false);
  return layout_.numeral_before || number(nominal.numeral);
}

bool DaughterParser::interpret(Nominal& nominal, const NounBundle& bundle, bool owned) const {
  const bool marked = bundle.definite != DefiniteMark::kNone;
  if (concept_of(nominal.head).category != Category::kNoun)
    return !marked && !bundle.plural && nominal.numeral == 0;
  if (nominal.numeral != 0 && bundle.plural != layout_.counted_plural) return false;
  nominal.plural = bundle.plural || nominal.numeral != 0;
  if (owned) {
    nominal.definite = true;
    return !marked;
  }
  if (!marked && layout_.marks_definite && layout_.marks_indefinite) return false;
  nominal.definite = marked ? bundle.definite == DefiniteMark::kDefinite : !layout_.marks_definite;
  return true;
}

// A numeral or nothing.
bool DaughterParser::number(int& number) {
  std::vector<int> words;
  for (; at_class(WordClass::kNumeral); ++at_) words.push_back(forms_[at_].word);
  if (words.empty()) return true;
  number = language_.number_of(words);
  return number != 0;
}

bool DaughterParser::relative(Relative& relative, Person& person) {
  const bool lacks_object = !at_function(Function::kRelativeSubject);
  ++at_;
  CaseMark role = CaseMark::kNone;
  bool before = false;
  const auto other = [&] {
    NounBundle bundle;
    before = relative.verb == kNoConcept;
    if (!nominal(relative.other.emplace(), bundle)) return false;
    role = bundle.role;
    return interpret(*relative.other, bundle, false);
  };
  if (at_nominal() && !other()) return false;
  VerbBundle bundle;
  if (!verb_group(relative.verb, bundle) || bundle.question) return false;
  const bool transitive = concept_of(relative.verb).category == Category::kTransitive;
  if (transitive && !relative.other && !other()) return false;
  relative.negated = bundle.negated;
  relative.tense = bundle.tense;
  person = bundle.person;
  if (!relative.other) return !layout_.caseless || !lacks_object;
  if (role != CaseMark::kNone && role != CaseMark::kCore) return false;
  relative.head_is_object = layout_.caseless   ? lacks_object
                            : layout_.ergative ? role == CaseMark::kCore
                                               : role == CaseMark::kNone;
  const Slot slot = relative.head_is_object ? Slot::kSubject : Slot::kObject;
  return before == layout_.stands_before_verb(slot);
}

}  // namespace dragoman::worlds
