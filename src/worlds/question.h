// A question that only the text before it can answer, in no language: what is told, what is
// ordered, what is asked, and the options. Plain values like a Meaning; every language of a world
// that has questions (World::question_vocabulary) says the same ones, exactly. As a text, one a
// line:
//   The dog saw the cat.          told, a sentence each
//   two apples.                   ordered, a noun with its number each
//   Who saw the cat?              asked, a sentence or a noun ("how many dogs?")
//   A) the dog                    options
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/random.h"
#include "worlds/meaning.h"
#include "worlds/world.h"

namespace dragoman::worlds {

struct Question {
  std::vector<Meaning> told;
  std::vector<Nominal> ordered;
  std::variant<Meaning, Nominal> asked;  // a clause that is a question, or a noun with kHowMany
  std::vector<Nominal> options;          // none, or up to 26 that are lettered from A

  bool operator==(const Question&) const = default;
};

// One line a part; equal exactly if the questions are equal.
std::string to_text(const Question& question);

// `rng` chooses among the variants that the language allows.
std::string render_question(const World& world, const Question& question, std::string_view language,
                            Rng& rng);

// Exact: the question of every text that render_question can give, nothing for any other text.
std::optional<Question> parse_question(const World& world, std::string_view text,
                                       std::string_view language);

// A sentence or a question in another language; nothing where the text is neither.
std::optional<std::string> translated(const World& world, std::string_view text,
                                      std::string_view from, std::string_view to, Rng& rng);

}  // namespace dragoman::worlds
