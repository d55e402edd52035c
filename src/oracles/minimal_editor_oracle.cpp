// A teacher that moves a draft a little towards a text: the closest reference, or what another
// oracle makes of the source. It stands in for a post-editor where there is none, and makes the
// loop testable.
#include <optional>

#include "base/error.h"
#include "metrics/edit_distance.h"
#include "oracles/minimal_editor.h"
#include "oracles/open.h"

namespace dragoman::oracles {
namespace {

struct TeacherSection {
  Part oracle;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", oracle, "whose translation the draft is moved to", catalog());
  }
};

struct MinimalEditorConfig {
  MinimalEditConfig edit;
  std::optional<TeacherSection> teacher;

  template <class Visitor>
  void fields(Visitor& visit) {
    edit.fields(visit);
    visit("teacher", teacher,
          "an oracle whose translations are the goal; left out: the references are");
  }
};

class MinimalEditor final : public Oracle {
 public:
  MinimalEditor(const MinimalEditorConfig& config, const OracleContext& context) : config_(config) {
    if (config_.teacher) {
      teacher_ = open_desk({config_.teacher->oracle, {}}, context);
      if (!teacher_->answers(Ask::kTranslate))
        throw_input("oracle.teacher: {} does not translate", config_.teacher->oracle.name());
      return;
    }
    for (const data::Row& row : context.rows)
      if (row.references.empty())
        throw_input(
            "oracle: minimal_editor moves drafts to references, but {} has none; name a teacher in "
            "[oracle.teacher]",
            row.id.empty() ? "a row of the training data" : row.id);
  }

  std::string identity(const Question&) const override { return "minimal_editor"; }
  bool answers(Ask ask) const override { return ask == Ask::kRefine || ask == Ask::kTranslate; }
  // With a teacher behind it, somebody must ask that one while drafts are still written.
  int64_t workers() const override { return teacher_ ? 1 : 0; }
  void close_round(int64_t round) override {
    if (teacher_) teacher_->close_round(round);
  }

  std::vector<Answer> answer(std::span<const Question> questions) override {
    std::vector<Answer> goals = teacher_ ? translations(questions) : references(questions);
    for (size_t i = 0; i < questions.size(); ++i)
      if (goals[i].usable() && questions[i].ask == Ask::kRefine)
        goals[i].text = edit_minimally(questions[i].draft, goals[i].text, config_.edit);
    return goals;
  }

 private:
  std::vector<Answer> translations(std::span<const Question> questions) {
    std::vector<Question> asked;
    for (const Question& question : questions)
      asked.push_back({Ask::kTranslate, question.row, "", question.round});
    std::vector<Answer> answers = teacher_->collect(asked);
    for (Answer& answer : answers) answer.spent = {};  // several drafts may share one
    if (!answers.empty()) answers.front().spent = teacher_->tally().spent;
    return answers;
  }

  static std::vector<Answer> references(std::span<const Question> questions) {
    std::vector<Answer> answers(questions.size());
    for (size_t i = 0; i < questions.size(); ++i) {
      double least = 2.0;
      for (const std::string& reference : questions[i].row->references) {
        const double distance = metrics::edit_distance(questions[i].draft, reference).normalized();
        if (distance >= least) continue;
        least = distance;
        answers[i].text = reference;
      }
      if (answers[i].text.empty())
        answers[i] = Answer::failed(Failure::kMissing, "the row has no reference");
    }
    return answers;
  }

  MinimalEditorConfig config_;
  std::unique_ptr<Desk> teacher_;
};

}  // namespace

Entry minimal_editor() {
  return make_entry<MinimalEditor, MinimalEditorConfig>(
      "minimal_editor", "Moves a draft a little towards a reference or a teacher's translation.");
}

}  // namespace dragoman::oracles
