// A world's own teacher, which knows what a row says: exact, or as fallible as one likes.
#include "base/error.h"
#include "oracles/catalog.h"
#include "worlds/teacher.h"

namespace dragoman::oracles {
namespace {

class WorldTeacher final : public Oracle {
 public:
  WorldTeacher(const worlds::TeacherConfig& config, const OracleContext& context)
      : config_(config), world_(context.world), rng_(context.rng.derive("world_teacher")) {
    if (world_ == nullptr)
      throw_input("oracle: the oracle world teaches a world's language, and there is no [world]");
  }

  std::string identity(const Question&) const override { return "world"; }
  bool answers(Ask ask) const override { return ask == Ask::kRefine || ask == Ask::kTranslate; }

  std::vector<Answer> answer(std::span<const Question> questions) override {
    std::vector<Answer> answers(questions.size());
    for (size_t i = 0; i < questions.size(); ++i) {
      const Question& question = questions[i];
      answers[i].text = question.ask == Ask::kRefine
                            ? worlds::refine(*world_, *question.row, question.draft, config_, rng_)
                            : worlds::teach(*world_, *question.row, config_, rng_);
      if (answers[i].text.empty())
        answers[i] = Answer::failed(Failure::kEmpty, "the world's teacher says nothing");
    }
    return answers;
  }

 private:
  worlds::TeacherConfig config_;
  const worlds::World* world_;
  Rng rng_;
};

}  // namespace

Entry world() {
  return make_entry<WorldTeacher, worlds::TeacherConfig>(
      "world", "The teacher of the recipe's world: it knows what every row says.");
}

}  // namespace dragoman::oracles
