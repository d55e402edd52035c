#include "worlds/question_parts.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace dragoman::worlds {
namespace {

constexpr size_t kMostAtOnce = 5;

std::vector<ConceptId> draw(std::vector<ConceptId> pool, size_t count, Rng& rng) {
  for (size_t i = 0; i < count; ++i) std::swap(pool[i], pool[i + rng.below(pool.size() - i)]);
  pool.resize(count);
  return pool;
}

Meaning question(Meaning event) {
  event.first.question = true;
  return event;
}

Nominal asking(const char* word) {
  Nominal nominal;
  nominal.head = concept_named(word);
  return nominal;
}

}  // namespace

QuestionWords::QuestionWords(const World& world) {
  const std::vector<ConceptId> vocabulary = world.question_vocabulary();
  if (vocabulary.empty()) throw_input("this world has no questions; the world family has");
  for (const ConceptId id : vocabulary) {
    const Concept& each = concept_of(id);
    if (each.sense == Sense::kPerson && each.category == Category::kNoun) actors_.push_back(id);
    if (each.sense == Sense::kAnimal) actors_.push_back(id);
    if (each.sense == Sense::kThing) things_.push_back(id);
    if (each.sense == Sense::kNone && each.category == Category::kTransitive) verbs_.push_back(id);
  }
  if (std::min({actors_.size(), things_.size(), verbs_.size()}) < kMostAtOnce)
    throw_input("this world has too few words for questions; give it more roots");
}

std::vector<ConceptId> QuestionWords::actors(size_t count, Rng& rng) const {
  return draw(actors_, count, rng);
}

std::vector<ConceptId> QuestionWords::things(size_t count, Rng& rng) const {
  return draw(things_, count, rng);
}

std::vector<ConceptId> QuestionWords::verbs(size_t count, Rng& rng) const {
  return draw(verbs_, count, rng);
}

Nominal the(ConceptId noun) {
  Nominal nominal;
  nominal.head = noun;
  nominal.definite = true;
  return nominal;
}

Nominal counted(ConceptId noun, int number) {
  Nominal nominal;
  nominal.head = noun;
  nominal.numeral = number;
  nominal.plural = true;
  return nominal;
}

Meaning event(ConceptId subject, ConceptId verb, Nominal object) {
  Meaning meaning;
  meaning.first.verb = verb;
  meaning.first.tense = Tense::kPast;
  meaning.first.subject.core = the(subject);
  meaning.first.object.emplace().core = std::move(object);
  return meaning;
}

std::vector<Meaning> two_events(const QuestionWords& words, const std::vector<ConceptId>& subjects,
                                const std::vector<ConceptId>& objects, Rng& rng) {
  const std::vector<ConceptId> verbs = words.verbs(2, rng);
  const bool alike = rng.below(2) == 0;
  return {event(subjects[0], verbs[0], the(objects[0])),
          event(subjects[1], verbs[alike ? 0 : 1], the(objects[1]))};
}

Meaning asked_for_subject(const Meaning& event) {
  Meaning asked = question(event);
  asked.first.subject.core = asking("who");
  return asked;
}

Meaning asked_for_object(const Meaning& event) {
  const bool thing = concept_of(event.first.object->core.head).sense == Sense::kThing;
  Meaning asked = question(event);
  asked.first.object->core = asking(thing ? "what" : "who");
  return asked;
}

Meaning asked_whether(const Meaning& event) { return question(event); }

std::optional<size_t> telling(const Meaning& asked, const std::vector<Meaning>& told) {
  const bool for_subject = asks(asked.first.subject.core.head);
  if (!for_subject && !(asked.first.object && asks(asked.first.object->core.head)))
    return std::nullopt;
  std::optional<size_t> teller;
  for (size_t i = 0; i < told.size(); ++i) {
    if ((for_subject ? asked_for_subject(told[i]) : asked_for_object(told[i])) != asked) continue;
    if (teller) return std::nullopt;
    teller = i;
  }
  return teller;
}

std::optional<ConceptId> found(const Meaning& asked, const std::vector<Meaning>& told) {
  const auto teller = telling(asked, told);
  if (!teller) return std::nullopt;
  const Clause& clause = told[*teller].first;
  return asks(asked.first.subject.core.head) ? clause.subject.core.head : clause.object->core.head;
}

int number_of(const Nominal& noun) { return noun.numeral == 0 ? 1 : noun.numeral; }

}  // namespace dragoman::worlds
