#include "synthesis/grading.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/nearest.h"
#include "base/progress.h"
#include "clusters/difficulty.h"
#include "synthesis/known_answer.h"
#include "tasks/prompt_template.h"
#include "text/utf8.h"

namespace dragoman::synthesis {
namespace {

constexpr std::array<std::string_view, 1> kPlaces = {"instruction"};

std::string text_under(const Json& row, const std::string& key) {
  const auto found = row.find(key);
  if (found == row.end()) return "";
  if (found->is_string()) return found->get<std::string>();
  return found->is_number() ? found->dump() : "";
}

// The user's messages, a blank line between them.
std::string users_words(const Json& row) {
  std::string text;
  const Json messages = row.value("messages", Json::array());
  for (const Json& message : messages)
    if (message.is_object() && message.value("role", "") == "user" && message.contains("content") &&
        message["content"].is_string())
      text += (text.empty() ? "" : "\n\n") + message["content"].get<std::string>();
  return text;
}

std::string instruction_of(const Json& row, const std::string& field, const std::string& where) {
  std::string text = field.empty() ? users_words(row) : text_under(row, field);
  if (field.empty())
    for (const char* key : {"instruction", "question", "prompt", "source", "text"})
      if (text.empty()) text = text_under(row, key);
  if (text::strip(text).empty())
    throw_input("{}: the row has no task; name its key with grading.field", where);
  return text;
}

std::string form_of_reply(const std::vector<std::string>& subjects) {
  std::string text =
      "\n\nReply with one JSON object and nothing else: {\"difficulty\": \"very simple\", "
      "\"simple\", \"moderate\", \"difficult\" or \"very difficult\", \"label\": "
      "\"subject/topic\"}";
  if (!subjects.empty())
    text += fmt::format("\nThe subject is one of: {}.", fmt::join(subjects, ", "));
  return text;
}

struct Graded {
  Json row;
  std::string instruction;
  std::string answer;  // "" where it is not known
  std::optional<Grade> grade;
  std::string why;  // there is none
};

class Grading {
 public:
  Grading(const GradingRecipe& recipe, GradeAskers askers, const Path& folder)
      : recipe_(recipe),
        askers_(std::move(askers)),
        folder_(folder),
        graded_(folder / "graded.jsonl"),
        ungraded_(folder / "ungraded.jsonl"),
        progress_("grade", "rows", 0) {}

  Outcome run() {
    for (const std::string& path : recipe_.paths) {
      LineReader reader{Path(path)};
      while (!stopped_ && window(reader)) {
      }
    }
    graded_.commit();
    ungraded_.commit();
    const Outcome outcome{fmt::format("{} of {} rows have a grade", rows_ - failed_, rows_),
                          report()};
    write_file(folder_ / "report.json", outcome.report.dump(2) + "\n");
    if (static_cast<double>(failed_) >
        recipe_.grading.max_failed_share * static_cast<double>(rows_))
      throw_failure(
          "{} of {} rows have no grade, more than grading.max_failed_share = {} allows; "
          "ungraded.jsonl says why",
          failed_, rows_, recipe_.grading.max_failed_share);
    return outcome;
  }

 private:
  bool window(LineReader& reader) {
    std::vector<Graded> rows = read(reader);
    if (rows.empty()) return false;
    judge(rows);
    if (askers_.solver) solve(rows);
    if (stopped_) return false;
    for (const Graded& row : rows) settle(row);
    progress_.advance(static_cast<int64_t>(rows.size()));
    return true;
  }

  std::vector<Graded> read(LineReader& reader) const {
    std::vector<Graded> rows;
    std::string line;
    while (static_cast<int64_t>(rows.size()) < recipe_.grading.window && reader.next(line)) {
      if (text::strip(line).empty()) continue;
      Graded row;
      row.row = parse_json(line, reader.where());
      if (!row.row.is_object()) throw_input("{}: a row must be a JSON object", reader.where());
      row.instruction = instruction_of(row.row, recipe_.grading.field, reader.where());
      row.answer = text_under(row.row, recipe_.grading.answer);
      rows.push_back(std::move(row));
    }
    return rows;
  }

  std::string filled(const std::string& text, const char* key, const Graded& row) const {
    return tasks::PromptTemplate(text, kPlaces, key).fill({{"instruction", row.instruction}});
  }

  std::vector<Step> ask(Asker& asker, const std::vector<Request>& requests) {
    auto steps = asker.ask(requests, "en", [this] { progress_.advance(0); });
    stopped_ = stopped_ || !steps;
    return steps ? std::move(*steps) : std::vector<Step>();
  }

  void judge(std::vector<Graded>& rows) {
    const GradingSection& section = recipe_.grading;
    const std::string form = form_of_reply(section.subjects);
    std::vector<Request> requests;
    for (const Graded& row : rows)
      requests.push_back(
          {"grade", filled(section.grade_template, "grading.grade_template", row) + form});
    const std::vector<Step> steps = ask(*askers_.judge, requests);
    for (size_t i = 0; i < steps.size(); ++i) {
      const bool answered = steps[i].failure == oracles::Failure::kNone;
      if (answered) rows[i].grade = read_grade(steps[i].reply, section.subjects);
      if (rows[i].grade) continue;
      rows[i].why = answered ? "unreadable: " + steps[i].reply.substr(0, 200)
                             : fmt::format("{}: {}", name_of(steps[i].failure), steps[i].why);
    }
  }

  // A try without an answer is no success.
  void solve(std::vector<Graded>& rows) {
    const GradingSection& section = recipe_.grading;
    std::vector<Request> requests;
    std::vector<Graded*> owners;
    for (Graded& row : rows) {
      if (!row.grade || row.answer.empty()) continue;
      owners.push_back(&row);
      for (int64_t sample = 0; sample < section.attempts; ++sample)
        requests.push_back(
            {"solve", filled(section.solve_template, "grading.solve_template", row), sample});
    }
    const std::vector<Step> steps = ask(*askers_.solver, requests);
    if (stopped_) return;
    auto step = steps.begin();
    for (Graded* row : owners) {
      int64_t successes = 0;
      for (int64_t sample = 0; sample < section.attempts; ++sample, ++step)
        successes += reaches(step->reply, row->answer) ? 1 : 0;
      row->row["judged_difficulty"] = row->grade->difficulty;
      row->row["successes"] = successes;
      row->row["attempts"] = section.attempts;
      row->grade->difficulty = clusters::grade_of_successes(successes, section.attempts);
    }
  }

  void settle(const Graded& graded) {
    ++rows_;
    Json row = graded.row;
    if (graded.grade) {
      row["difficulty"] = graded.grade->difficulty;
      row["label"] = graded.grade->label;
      grades_[std::string(clusters::name_of_grade(graded.grade->difficulty))] += 1;
      subjects_[graded.grade->label.substr(0, graded.grade->label.find('/'))] += 1;
    } else {
      row["why"] = graded.why;
      ++failed_;
    }
    (graded.grade ? graded_ : ungraded_).write(to_line(row) + "\n");
  }

  Json report() {
    Json json = {{"rows", rows_},
                 {"graded", rows_ - failed_},
                 {"complete", !stopped_},
                 {"difficulty", grades_},
                 {"subjects", subjects_}};
    const auto add = [&](const char* name, Asker& asker) {
      for (const auto& [kind, took] : asker.spent()) json["spent"][name][kind] = spent_json(took);
    };
    add("judge", *askers_.judge);
    if (askers_.solver) add("solver", *askers_.solver);
    return json;
  }

  const GradingRecipe& recipe_;
  GradeAskers askers_;
  Path folder_;
  AtomicFile graded_;
  AtomicFile ungraded_;
  Progress progress_;
  std::map<std::string, int64_t> grades_;
  std::map<std::string, int64_t> subjects_;
  int64_t rows_ = 0;
  int64_t failed_ = 0;
  bool stopped_ = false;
};

}  // namespace

void GradingSection::validate(config::Problems& problems) const {
  for (const auto& [key, text] : {std::pair("grade_template", &grade_template),
                                  std::pair("solve_template", &solve_template)}) {
    const std::string unknown = tasks::PromptTemplate::first_unknown(*text, kPlaces);
    if (!unknown.empty())
      problems.add(key, "has {" + unknown + "}; " + suggestion(unknown, kPlaces));
    else if (!tasks::PromptTemplate(*text, kPlaces, key).uses("instruction"))
      problems.add(key, "has no {instruction}");
  }
  for (const std::string& subject : subjects)
    if (subject.empty() || subject.find('/') != subject.npos)
      problems.add("subjects", "must be words without /");
}

std::optional<Grade> read_grade(std::string_view reply, const std::vector<std::string>& subjects) {
  const Json said = Json::parse(text::strip(reply), nullptr, false);
  if (!said.is_object() || said.size() != 2) return std::nullopt;
  if (!said.contains("difficulty") || !said.contains("label") || !said["label"].is_string())
    return std::nullopt;
  const Json& difficulty = said["difficulty"];
  Grade grade;
  grade.difficulty = clusters::find_grade(difficulty.is_string() ? difficulty.get<std::string>()
                                                                 : difficulty.dump());
  grade.label = said["label"].get<std::string>();
  const size_t slash = grade.label.find('/');
  const bool two_levels = slash != 0 && slash != grade.label.npos &&
                          slash + 1 < grade.label.size() && slash == grade.label.rfind('/');
  if (grade.difficulty == 0 || !two_levels) return std::nullopt;
  const std::string subject = grade.label.substr(0, slash);
  if (!subjects.empty() && std::find(subjects.begin(), subjects.end(), subject) == subjects.end())
    return std::nullopt;
  return grade;
}

Outcome grade_rows(const GradingRecipe& recipe, GradeAskers askers, const Path& folder) {
  return Grading(recipe, std::move(askers), folder).run();
}

Outcome grade(const GradingRecipe& recipe) {
  DRAGOMAN_CHECK(!recipe.output.empty(), "a run has a folder");
  make_folder(recipe.output);
  const Rng rng = Rng(static_cast<uint64_t>(recipe.seed)).derive("oracles");
  GradeAskers askers;
  askers.judge = std::make_unique<Asker>("judge", recipe.judge, recipe.output / "judge", rng);
  if (recipe.solver)
    askers.solver =
        std::make_unique<Asker>("solver", *recipe.solver, recipe.output / "solver", rng);
  return grade_rows(recipe, std::move(askers), recipe.output);
}

}  // namespace dragoman::synthesis
