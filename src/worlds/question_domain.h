// The kinds of questions: how one is drawn, and its answer. One domain a file; question_domains.cpp
// lists them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "worlds/question_parts.h"

namespace dragoman::worlds {

// What a reader notes down before the answer: the number of the sentence that tells it, from 0 in
// `told`, or the numbers that count, as in "3 + 5".
using Working = std::variant<size_t, std::string>;

struct QuestionDomain {
  const char* name;
  const char* summary;
  Question (*sample)(const QuestionWords& words, Rng& rng);
  // The answer, equal in all languages; nothing for a question of another domain.
  std::optional<std::string> (*answer)(const Question& question);
  Working (*working)(const Question& question);  // of a question of this domain
};

const std::vector<QuestionDomain>& question_domains();

// An unknown name is the user's error.
const QuestionDomain& question_domain_named(std::string_view name);

// The question without the sentences that its answer does not need.
Question without_distractors(Question question, const QuestionDomain& domain);

// Nothing for a question that no domain would draw.
std::optional<std::string> answer_to(const Question& question);

}  // namespace dragoman::worlds
