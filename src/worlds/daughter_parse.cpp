// Clauses: their parts, in which order these may stand, and who does what.
#include <algorithm>

#include "worlds/daughter_parser.h"
#include "worlds/daughter_sentence.h"
#include "worlds/words.h"

namespace dragoman::worlds {

bool DaughterParser::clause(Clause& clause, bool question) {
  clause.question = question;
  const bool affix = layout_.question == Layout::Question::kAffix;
  if (question && layout_.question == Layout::Question::kFirst && !take(Function::kQuestion))
    return false;
  Arguments arguments;
  VerbBundle bundle;
  size_t verb_at = 0;
  for (;;) {
    if (at_verb()) {
      if (clause.verb != kNoConcept || !verb_group(clause.verb, bundle)) return false;
      verb_at = arguments.size();
    } else if (at_nominal() || at_relative() || at_category(Category::kRelation)) {
      if (!argument(clause, arguments)) return false;
    } else if (!part(clause, arguments)) {
      break;
    }
  }
  if (clause.verb == kNoConcept || bundle.question != (question && affix)) return false;
  if (question && layout_.question == Layout::Question::kLast && !take(Function::kQuestion))
    return false;
  clause.tense = bundle.tense;
  clause.negated = bundle.negated;
  return settle(clause, arguments, verb_at, bundle.person);
}

bool DaughterParser::part(Clause& clause, Arguments& arguments) {
  Slot slot = Slot::kTime;
  if (!invariant(Category::kTime, clause.time)) {
    if (!invariant(Category::kManner, clause.manner)) return false;
    slot = Slot::kManner;
  }
  arguments.push_back({.slot = slot, .phrase = {}, .settled = true});
  return true;
}

// A noun phrase with the relation that makes it a place.
bool DaughterParser::argument(Clause& clause, Arguments& arguments) {
  Argument found;
  ConceptId relation = kNoConcept;
  if (layout_.preposition) invariant(Category::kRelation, relation);
  if (!phrase(found.phrase, found.role)) return false;
  if (!layout_.preposition) invariant(Category::kRelation, relation);
  const CaseMark of_places = layout_.caseless ? CaseMark::kNone : CaseMark::kPlace;
  if (relation != kNoConcept) {
    if (clause.place || found.role != of_places) return false;
    clause.place = Place{relation, std::move(found.phrase)};
    found.slot = Slot::kPlace;
    found.settled = true;
  } else if (found.role == CaseMark::kDative) {
    if (clause.recipient) return false;
    clause.recipient = std::move(found.phrase);
    found.slot = Slot::kRecipient;
    found.settled = true;
  } else if (found.role != CaseMark::kNone && found.role != CaseMark::kCore) {
    return false;
  }
  arguments.push_back(std::move(found));
  return true;
}

// Tells subject and object apart, by case or by order.
bool DaughterParser::give_parts(const Clause& clause, Arguments& arguments) const {
  const bool has_object = concept_of(clause.verb).category != Category::kIntransitive;
  const auto open = std::count_if(arguments.begin(), arguments.end(),
                                  [](const Argument& each) { return !each.settled; });
  std::vector<Slot> by_order;  // of two noun phrases
  for (const auto* slots : {&layout_.before_verb, &layout_.after_verb})
    for (const Slot slot : *slots)
      if (slot == Slot::kSubject || slot == Slot::kObject) by_order.push_back(slot);
  size_t next = 0;
  for (Argument& each : arguments) {
    if (each.settled) continue;
    if (layout_.caseless)
      each.slot = open == 2 ? by_order[next] : has_object ? Slot::kObject : Slot::kSubject;
    else if (layout_.ergative)
      each.slot = each.role == CaseMark::kCore || !has_object ? Slot::kSubject : Slot::kObject;
    else
      each.slot = each.role == CaseMark::kCore ? Slot::kObject : Slot::kSubject;
    if (layout_.ergative && each.role == CaseMark::kCore && !has_object) return false;
    ++next;
  }
  return open <= 2;
}

bool DaughterParser::settle(Clause& clause, Arguments& arguments, size_t verb_at, Person person) {
  static const ConceptId pronouns[kPersons] = {concept_named("I"), concept_named("you"), kNoConcept,
                                               concept_named("we"), concept_named("they")};
  if (!give_parts(clause, arguments) || !is_ordered(arguments, verb_at)) return false;
  for (Argument& each : arguments) {
    if (each.settled) continue;
    if (each.slot == Slot::kSubject) {
      if (clause.subject.core.head != kNoConcept) return false;
      clause.subject = std::move(each.phrase);
    } else {
      if (clause.object) return false;
      clause.object = std::move(each.phrase);
    }
  }
  ConceptId& subject = clause.subject.core.head;
  if (subject == kNoConcept && layout_.drops_pronouns) subject = pronouns[static_cast<int>(person)];
  if (subject == kNoConcept) return false;
  return !layout_.agrees || person_of(clause.subject.core) == person;
}

bool DaughterParser::is_ordered(const Arguments& arguments, size_t verb_at) const {
  size_t at = 0;
  for (const auto* slots : {&layout_.before_verb, &layout_.after_verb}) {
    const size_t end = slots == &layout_.before_verb ? verb_at : arguments.size();
    auto next = slots->begin();
    for (; at < end; ++at) {
      const auto from = layout_.free_order ? slots->begin() : next;
      next = std::find(from, slots->end(), arguments[at].slot);
      if (next == slots->end()) return false;
      ++next;
    }
  }
  return true;
}

namespace {

// False if one of the words is unknown.
bool find_forms(const Daughter& language, const std::vector<std::string>& words,
                std::vector<Form>& forms) {
  for (const std::string& each : words) {
    const Form* form = language.find(each);
    if (!form) return false;
    forms.push_back(*form);
  }
  return true;
}

}  // namespace

std::optional<Meaning> parse(const Daughter& language, std::string_view text) {
  std::vector<std::string> words;
  std::vector<Form> forms;
  bool question = false;
  if (!split_sentence(text, words, question) || !find_forms(language, words, forms))
    return std::nullopt;
  return DaughterParser(language, std::move(forms)).sentence(question);
}

std::optional<Nominal> parse_phrase(const Daughter& language, std::string_view text) {
  std::vector<std::string> words;
  std::vector<Form> forms;
  if (!split_words(text, words) || !find_forms(language, words, forms)) return std::nullopt;
  return DaughterParser(language, std::move(forms)).alone();
}

}  // namespace dragoman::worlds
