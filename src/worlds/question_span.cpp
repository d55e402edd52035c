// Who or what was it? The answer is the English noun, so that a text in another language does not
// show it.
#include "worlds/question_domain.h"

namespace dragoman::worlds {
namespace {

Question sample(const QuestionWords& words, Rng& rng) {
  Question question;
  question.told = two_events(words, words.actors(2, rng), words.things(2, rng), rng);
  const Meaning& meant = question.told[rng.below(2)];
  question.asked = rng.below(2) == 0 ? asked_for_subject(meant) : asked_for_object(meant);
  return question;
}

std::optional<std::string> answer(const Question& question) {
  const auto* asked = std::get_if<Meaning>(&question.asked);
  if (!asked || !question.options.empty()) return std::nullopt;
  const auto party = found(*asked, question.told);
  if (!party) return std::nullopt;
  return concept_of(*party).name;
}

Working working(const Question& question) {
  return telling(std::get<Meaning>(question.asked), question.told).value();
}

}  // namespace

QuestionDomain span_questions() {
  return {"span", "Who or what; the answer is the English noun.", sample, answer, working};
}

}  // namespace dragoman::worlds
