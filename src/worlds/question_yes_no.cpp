// Was it so? Where it was not, the same words say something else.
#include <algorithm>

#include "worlds/question_domain.h"

namespace dragoman::worlds {
namespace {

// What is not so: the parties have changed places, or one of them is of the other event.
Meaning untrue(Meaning event, const Clause& other, Rng& rng) {
  Clause& clause = event.first;
  switch (rng.below(3)) {
    case 0: std::swap(clause.subject.core, clause.object->core); break;
    case 1: clause.subject.core = other.subject.core; break;
    default: clause.object->core = other.object->core; break;
  }
  return event;
}

Question sample(const QuestionWords& words, Rng& rng) {
  const std::vector<ConceptId> parties = words.actors(4, rng);
  Question question;
  question.told = two_events(words, {parties[0], parties[2]}, {parties[1], parties[3]}, rng);
  const size_t meant = rng.below(2);
  const Meaning& event = question.told[meant];
  const bool so = rng.below(2) == 0;
  question.asked = asked_whether(so ? event : untrue(event, question.told[1 - meant].first, rng));
  return question;
}

std::optional<std::string> answer(const Question& question) {
  const auto* asked = std::get_if<Meaning>(&question.asked);
  if (!asked || asks(asked->first.subject.core.head) || !question.options.empty())
    return std::nullopt;
  if (asked->first.object && asks(asked->first.object->core.head)) return std::nullopt;
  const bool so = std::any_of(question.told.begin(), question.told.end(),
                              [&](const Meaning& told) { return asked_whether(told) == *asked; });
  return so ? "yes" : "no";
}

// What was told of the one who is asked about first.
Working working(const Question& question) {
  const ConceptId party = std::get<Meaning>(question.asked).first.subject.core.head;
  size_t told = 0;
  while (question.told[told].first.subject.core.head != party &&
         question.told[told].first.object->core.head != party)
    ++told;
  return told;
}

}  // namespace

QuestionDomain yes_no_questions() {
  return {"yes_no", "Whether something that is asked was told; yes or no.", sample, answer,
          working};
}

}  // namespace dragoman::worlds
