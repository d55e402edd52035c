#include <fmt/format.h>

#include "base/error.h"
#include "worlds/question_domain.h"

namespace dragoman::worlds {

#define FOR_EACH_DOMAIN(X) X(arithmetic) X(choice) X(yes_no) X(span) X(commerce)

#define DECLARE(name) QuestionDomain name##_questions();
FOR_EACH_DOMAIN(DECLARE)

const std::vector<QuestionDomain>& question_domains() {
#define ROW(name) name##_questions(),
  static const std::vector<QuestionDomain> domains = {FOR_EACH_DOMAIN(ROW)};
  return domains;
}

const QuestionDomain& question_domain_named(std::string_view name) {
  std::vector<const char*> known;
  for (const QuestionDomain& domain : question_domains()) {
    if (domain.name == name) return domain;
    known.push_back(domain.name);
  }
  throw_input("unknown domain of questions '{}'; there are {}", name, fmt::join(known, ", "));
}

Question without_distractors(Question question, const QuestionDomain& domain) {
  const Working needed = domain.working(question);
  if (const auto* told = std::get_if<size_t>(&needed)) {
    question.told = {question.told[*told]};
    return question;
  }
  for (size_t i = question.told.size(); i-- > 0 && question.told.size() > 1;) {
    Question shorter = question;
    shorter.told.erase(shorter.told.begin() + static_cast<std::ptrdiff_t>(i));
    if (domain.answer(shorter) == domain.answer(question)) question = std::move(shorter);
  }
  return question;
}

std::optional<std::string> answer_to(const Question& question) {
  for (const QuestionDomain& domain : question_domains())
    if (auto answer = domain.answer(question)) return answer;
  return std::nullopt;
}

}  // namespace dragoman::worlds
