// Who was it? Everybody who is told of is an option, so that the words alone tell nothing.
#include "worlds/question_domain.h"

namespace dragoman::worlds {
namespace {

Question sample(const QuestionWords& words, Rng& rng) {
  std::vector<ConceptId> parties = words.actors(4, rng);
  Question question;
  question.told = two_events(words, {parties[0], parties[2]}, {parties[1], parties[3]}, rng);
  const Meaning& meant = question.told[rng.below(2)];
  question.asked = rng.below(2) == 0 ? asked_for_subject(meant) : asked_for_object(meant);
  rng.shuffle(parties);
  for (const ConceptId party : parties) question.options.push_back(the(party));
  return question;
}

std::optional<std::string> answer(const Question& question) {
  const auto* asked = std::get_if<Meaning>(&question.asked);
  if (!asked || question.options.empty()) return std::nullopt;
  const auto party = found(*asked, question.told);
  for (size_t i = 0; i < question.options.size(); ++i)
    if (party == question.options[i].head) return std::string(1, static_cast<char>('A' + i));
  return std::nullopt;
}

Working working(const Question& question) {
  return telling(std::get<Meaning>(question.asked), question.told).value();
}

}  // namespace

QuestionDomain choice_questions() {
  return {"choice", "Who, of four options; the answer is a letter.", sample, answer, working};
}

}  // namespace dragoman::worlds
