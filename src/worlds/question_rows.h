// Questions of a world as rows, each in as many languages as asked for.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/fields.h"
#include "config/problems.h"
#include "data/row.h"
#include "worlds/rows.h"
#include "worlds/world.h"

namespace dragoman::worlds {

struct QuestionRequest {
  std::map<std::string, int64_t> rows;         // by language
  std::map<std::string, double> domains = {};  // weights; empty: all alike
  std::map<std::string, double> calls = {};    // by language: share of the rows with a call
  std::map<std::string, std::string> tiers = {};
  bool distractors = true;
  bool working = false;
  Split split = Split::kTrain;
  std::string stream = "questions";
  uint64_t seed = 0;
};

// Questions are drawn once for all languages: a language's rows are the first of them, so languages
// share what they can. A question belongs to one split, by its hash. The source is its text, the
// reference its answer, the target language the world's first; id is the question's with its
// language. metadata["question"] is the id without it, metadata["tier"] that of the language, and
// metadata["completion"], of training rows with a call or with `working`, the messages that answer
// it: perhaps a call of the tool `translate` and its result, then the answer, with `working` behind
// a line that says in the world's first language what leads to it.
std::vector<data::Row> question_rows(const World& world, const QuestionRequest& request);

// The section `[world.questions]` of a recipe.
struct QuestionSection {
  std::map<std::string, int64_t> rows;
  std::vector<std::string> languages;
  std::map<std::string, double> domains;
  std::map<std::string, double> call_share;
  std::map<std::string, std::string> tiers;
  bool distractors = true;
  bool working = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("rows", rows, "questions to train on by language, as in qaa = 4000", config::at_least(0));
    visit("languages", languages,
          "those of the dev and test questions, one row each in turn; empty: those of rows");
    visit("domains", domains,
          "weights of arithmetic, choice, yes_no, span and commerce; empty: all alike",
          config::at_least(0.0));
    visit("call_share", call_share,
          "share of a language's training rows that are answered with a call of the tool "
          "translate, as supervised training learns it; a language that is left out: 0",
          config::Range{0.0, 1.0});
    visit("tiers", tiers,
          "name of a language's tier, as in qaa = \"high\"; scores are given for each");
    visit("distractors", distractors,
          "more is told than the answer needs; without, a reader need not look for what counts");
    visit("working", working,
          "supervised training learns to say what leads to the answer, in the world's first "
          "language, on a line before it; the task then needs extraction = \"last_line\"");
  }
  void validate(config::Problems& problems) const;

  // Of training all `rows`; of dev and test `count` in all.
  QuestionRequest request(Split split, int64_t count) const;
  int64_t training_rows() const;
};

}  // namespace dragoman::worlds
