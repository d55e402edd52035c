// How difficult rows are and what they are about, for `dragoman select`: a judge gives each one of
// five grades and a label of two levels (In2x, arXiv 2508.14472); where a row's answer is known, a
// solver's tries at it give the grade (there: 16 of a strong model).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/problems.h"
#include "oracles/section.h"
#include "synthesis/synthesize.h"

namespace dragoman::synthesis {

struct GradingSection {
  std::string field;
  std::vector<std::string> subjects;
  std::string grade_template =
      "Between the marks stands a task that somebody sets a helpful program. How difficult is it "
      "for a well-educated person, and what is it about?\n\n<task>\n{instruction}\n</task>";
  std::string answer = "answer";
  int64_t attempts = 16;
  std::string solve_template =
      "{instruction}\n\nReason step by step. The last line of the reply holds the result alone.";
  int64_t window = 128;
  double max_failed_share = 0.5;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("field", field,
          "key of the task; empty: instruction, question, prompt, source or text, "
          "or the user's messages");
    visit("subjects", subjects, "first levels that a label may have; none: any");
    visit("grade_template", grade_template,
          "what the judge is told; {instruction} is filled in; the form of the reply follows it");
    visit("answer", answer, "key of the known answer, where a row has one, for the solver");
    visit("attempts", attempts, "of the solver at each such row; give it a temperature",
          config::Range{1, 1024});
    visit("solve_template", solve_template,
          "what the solver is told; {instruction} is filled in. A try is right when its last line "
          "holds the answer");
    visit("window", window, "rows that are asked about at once", config::at_least(1));
    visit("max_failed_share", max_failed_share,
          "share of rows without a grade, above which the run ends with a failure",
          config::Range{0.0, 1.0});
  }

  void validate(config::Problems& problems) const;
};

struct GradingRecipe {
  std::string kind = "grading";
  Path output;
  int64_t seed = 1;
  std::vector<std::string> paths;
  oracles::OracleSection judge;
  std::optional<oracles::OracleSection> solver;
  GradingSection grading;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("kind", kind, "what the recipe is for", config::OneOf{{"grading"}});
    visit("output", output, "the run folder; empty: runs/ and the recipe's name");
    visit("seed", seed, "every random draw comes from it", config::at_least(0));
    visit("paths", paths, "files of JSON lines", config::Required{});
    visit("judge", judge, "who says how difficult a task is and what it is about");
    visit("solver", solver, "who tries tasks with known answers; left out: nobody");
    visit("grading", grading, "what they are asked");
  }
};

// What a judge says of a row.
struct Grade {
  int difficulty = 3;  // 1 to 5 (clusters/difficulty.h)
  std::string label;   // "maths/algebra"
};

// {"difficulty": "moderate", "label": "maths/algebra"} and nothing else; a grade's number will do.
// Nothing where the reply is anything else, or the label's first level is none of the subjects
// (empty: any).
std::optional<Grade> read_grade(std::string_view reply, const std::vector<std::string>& subjects);

struct GradeAskers {
  std::unique_ptr<Asker> judge;
  std::unique_ptr<Asker> solver;  // null: nobody tries
};

// Writes graded.jsonl, the rows with "difficulty" and "label" and, where a solver tried,
// "successes", "attempts" and the judge's own grade as "judged_difficulty"; ungraded.jsonl with
// "why"; and report.json. Rows come in their order, and a call that is repeated asks only for what
// is missing.
Outcome grade_rows(const GradingRecipe& recipe, GradeAskers askers, const Path& folder);

// The same with the recipe's own oracles and its output, which must be set.
Outcome grade(const GradingRecipe& recipe);

}  // namespace dragoman::synthesis
