// How many in all? Numbers of one kind of thing are to be added up, another kind's are not.
#include "worlds/question_domain.h"

namespace dragoman::worlds {
namespace {

constexpr int kLargestSum = 19;
constexpr int kLargestOther = 9;

// From `least` to `most`.
int between(Rng& rng, int least, int most) {
  return least + static_cast<int>(rng.below(static_cast<uint64_t>(most - least + 1)));
}

// The sum is drawn first, so that all are equally frequent.
Question sample(const QuestionWords& words, Rng& rng) {
  const std::vector<ConceptId> people = words.actors(3, rng);
  const std::vector<ConceptId> things = words.things(2, rng);
  const std::vector<ConceptId> verbs = words.verbs(3, rng);
  const int sum = between(rng, 2, kLargestSum);
  std::vector<Nominal> objects;
  if (sum < 4 || rng.below(2) == 0) {
    objects = {counted(things[0], sum)};
  } else {
    const int part = between(rng, 2, sum - 2);
    objects = {counted(things[0], part), counted(things[0], sum - part)};
  }
  if (rng.below(4) > 0) objects.push_back(counted(things[1], between(rng, 2, kLargestOther)));
  rng.shuffle(objects);
  Question question;
  for (size_t i = 0; i < objects.size(); ++i)
    question.told.push_back(event(people[i], verbs[i], objects[i]));
  question.asked = counted(things[0], kHowMany);
  return question;
}

std::optional<std::string> answer(const Question& question) {
  const auto* asked = std::get_if<Nominal>(&question.asked);
  if (!asked || !question.ordered.empty() || !question.options.empty()) return std::nullopt;
  int sum = 0;
  for (const Meaning& meaning : question.told)
    if (meaning.first.object && meaning.first.object->core.head == asked->head)
      sum += number_of(meaning.first.object->core);
  return std::to_string(sum);
}

Working working(const Question& question) {
  std::string sum;
  for (const Meaning& meaning : question.told) {
    const Nominal& counted = meaning.first.object->core;
    if (counted.head != std::get<Nominal>(question.asked).head) continue;
    sum += (sum.empty() ? "" : " + ") + std::to_string(number_of(counted));
  }
  return sum;
}

}  // namespace

QuestionDomain arithmetic_questions() {
  return {"arithmetic", "How many of one kind, of several that are told.", sample, answer, working};
}

}  // namespace dragoman::worlds
