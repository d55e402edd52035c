// The maker `rewrite`: tasks of another language become tasks of the target language, one for each
// row, and are answered there (In2x, arXiv 2508.14472, section on post-training data).
//   creative  tasks for writing, with an answer that is original and no translation
//   exam      exam questions moved to where the language is spoken; the answer shows its reasoning
//             and must end with the row's own
//   style     a task and its answer in the style that the culture expects
#include <array>

#include "base/error.h"
#include "synthesis/maker.h"
#include "synthesis/prompts.h"

namespace dragoman::synthesis {
namespace {

struct Mode {
  const char* name;
  const char* draft;
  const char* answer;
};

constexpr const char* kSource = "\n\n<source>\n{source}\n</source>\n\nRules:\n{rules}";

constexpr std::array kModes = {
    Mode{"creative",
         "Between the marks stands a writing task in {source_language}. Write a task of its kind "
         "in {target_language} that could have been set where {target_language} is spoken: with "
         "its forms, its places, its occasions. Take over the idea, not the wording.",
         "{instruction}\n\nWrite in {target_language}. Write a text of your own: no translation, "
         "and nothing beside it."},
    Mode{"exam",
         "Between the marks stands an exam task in {source_language}. Write it anew in "
         "{target_language} as an exam would set it where {target_language} is spoken: with names, "
         "places and customs from there. Keep every number, unit and option, so that its answer "
         "stays what it is.",
         "{instruction}\n\nReason in {target_language}, step by step. The last line of the reply "
         "holds the result alone."},
    Mode{"style",
         "Between the marks stands a task in {source_language}. Write it anew in "
         "{target_language} in the style in which people there would ask for it.",
         "{instruction}\n\nAnswer in {target_language}, in the style that its readers expect. An "
         "answer to the same task in {source_language} was:\n\n<source>\n{source_answer}\n"
         "</source>\n\nReply with the answer alone."}};

const Mode& mode_named(std::string_view name) {
  for (const Mode& mode : kModes)
    if (name == mode.name) return mode;
  throw_input("synthesis.mode: unknown mode {}", name);
}

struct RewriteConfig {
  std::string mode = "creative";
  std::string draft_template;
  std::string answer_template;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("mode", mode,
          "creative: writing tasks with original answers; exam: questions with reasoning that "
          "must reach the row's answer; style: a task and its answer as the culture expects them",
          config::OneOf{{"creative", "exam", "style"}});
    visit("draft_template", draft_template,
          "what the generator is told; {source}, {source_language}, {target_language}, {rules} "
          "are filled in; empty: the mode's own words");
    visit("answer_template", answer_template,
          "how it is asked for the answer; {instruction}, {source_answer}, {target_language} are "
          "filled in; empty: the mode's own words");
  }

  void validate(config::Problems& problems) const {
    if (!draft_template.empty())
      check_template(problems, "draft_template", draft_template, {"source"});
    if (!answer_template.empty())
      check_template(problems, "answer_template", answer_template, {"instruction"});
  }
};

class Rewrite final : public Maker {
 public:
  Rewrite(const RewriteConfig& config, const MakerContext& context)
      : is_exam_(config.mode == "exam"),
        name_("rewrite-" + config.mode),
        draft_(config.draft_template),
        answer_(config.answer_template),
        target_language_(context.target_language),
        rows_(context.rows) {
    const Mode& mode = mode_named(config.mode);
    if (draft_.empty()) draft_ = std::string(mode.draft) + kSource;
    if (answer_.empty()) answer_ = mode.answer;
    if (config.mode == "creative") return;
    for (const data::Row& row : rows_)
      if (row.references.empty())
        throw_input("{}: the row has no answer, which synthesis.mode = \"{}\" needs", row.id,
                    config.mode);
  }

  std::optional<Draft> draft(int64_t number) override {
    if (number >= static_cast<int64_t>(rows_.size())) return std::nullopt;
    const data::Row& row = rows_[static_cast<size_t>(number)];
    Draft made;
    Item& item = made.item;
    item.origin = {row.id, row.source, row.references.empty() ? "" : row.references.front(),
                   row.source_language};
    item.maker = name_;
    item.target_language = target_language_;
    if (is_exam_) item.known_answer = item.origin.answer;
    made.prompt = fill(draft_, item, "synthesis.draft_template");
    return made;
  }

  std::string answer_prompt(const Item& item) const override {
    return fill(answer_, item, "synthesis.answer_template");
  }

 private:
  bool is_exam_;
  std::string name_;
  std::string draft_;
  std::string answer_;
  std::string target_language_;
  std::span<const data::Row> rows_;
};

}  // namespace

MakerEntry rewrite() {
  return make_maker<Rewrite, RewriteConfig>(
      "rewrite", "Tasks of another language, written anew in the target language.");
}

}  // namespace dragoman::synthesis
