#include "rollouts/teacher.h"

#include <fmt/core.h>

#include "base/error.h"
#include "oracles/spending_report.h"
#include "text/utf8.h"

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using oracles::Answer;
using oracles::Ask;
using oracles::Question;

std::string text_of(const std::map<std::string, double>& reasons) {
  std::string text;
  for (const auto& [reason, count] : reasons)
    text += fmt::format("{}{:.0f} {}", text.empty() ? "" : ", ", count, reason);
  return text;
}

}  // namespace

Teacher::Teacher(std::unique_ptr<oracles::Desk> desk, const TeacherSettings& settings,
                 std::span<const data::Row> rows, const tasks::Task& task)
    : desk_(std::move(desk)), settings_(settings), rows_(rows), task_(task) {}

// A draft without any text is nothing to mend.
std::vector<Question> Teacher::questions_about(const Episode& episode, int64_t round) const {
  std::vector<Question> questions;
  if (!episode.usable()) return questions;
  const auto index = static_cast<size_t>(episode.labels.row);
  DRAGOMAN_CHECK(index < rows_.size(), "an episode's row is one of the data set");
  const data::Row& row = rows_[index];
  if (settings_.translates) questions.push_back({Ask::kTranslate, &row, "", round});
  if (!settings_.refines) return questions;
  std::string draft = task_.extract(row, episode.answer_text());
  if (!text::strip(draft).empty())
    questions.push_back({Ask::kRefine, &row, std::move(draft), round});
  return questions;
}

void Teacher::begin(const Episode& episode, int64_t round) {
  for (const Question& question : questions_about(episode, round)) desk_->begin(question);
}

void Teacher::finish(std::span<episodes::EpisodeGroup> groups, int64_t round) {
  std::vector<Question> questions;
  std::vector<Episode*> asked;
  for (episodes::EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      for (Question& question : questions_about(episode, round)) {
        questions.push_back(std::move(question));
        asked.push_back(&episode);
      }
    }
  }
  const std::vector<Answer> answers = desk_->collect(questions);
  counts_.questions += static_cast<double>(answers.size());
  for (size_t i = 0; i < answers.size(); ++i) write(questions[i], answers[i], *asked[i]);
  stop_when_too_many_failed(groups);
}

void Teacher::write(const Question& question, const Answer& answer, Episode& episode) {
  if (!episode.usable()) return;  // for another question
  if (!answer.usable()) {
    episode.status = episodes::Status::kFailed;
    episode.why = fmt::format("oracle: {}: {}", name_of(answer.failure), answer.why);
    counts_.failed[name_of(answer.failure)] += 1.0;
    return;
  }
  if (question.ask == Ask::kTranslate) {
    episode.translation = answer.text;
    return;
  }
  episode.hypothesis = question.draft;
  episode.refinement = answer.text;
}

void Teacher::stop_when_too_many_failed(std::span<const episodes::EpisodeGroup> groups) const {
  double all = 0.0;
  double failed = 0.0;
  std::string why;
  for (const episodes::EpisodeGroup& group : groups) {
    for (const Episode& episode : group) {
      all += 1.0;
      if (!episode.why.starts_with("oracle: ")) continue;
      failed += 1.0;
      if (why.empty()) why = episode.why.substr(std::string_view("oracle: ").size());
    }
  }
  if (failed <= settings_.max_failed_share * all) return;
  throw_failure(
      "the oracle has no answer for {:.0f} of {:.0f} episodes, more than max_failed_share = {} "
      "allows ({}); the first: {}",
      failed, all, settings_.max_failed_share, text_of(counts_.failed), why);
}

std::map<std::string, double> Teacher::report() {
  const oracles::Tally tally = std::exchange(tally_, oracles::Tally{});
  const Counts counts = std::exchange(counts_, Counts{});
  std::map<std::string, double> report;
  double failed = 0.0;
  for (const auto& [reason, count] : counts.failed) {
    report["oracle/failed/" + reason] = count;
    failed += count;
  }
  report["oracle/failed"] = failed;
  for (const auto& [name, value] : oracles::spending_report(tally, counts.questions))
    report["oracle/" + name] = value;
  return report;
}

}  // namespace dragoman::rollouts
