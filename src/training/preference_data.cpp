#include "training/preference_data.h"

#include <algorithm>

#include "base/error.h"
#include "tasks/answered.h"

namespace dragoman::training {
namespace {

using tasks::Lesson;

const std::string* find(const data::Row& row, const char* column) {
  const auto found = row.metadata.find(column);
  return found == row.metadata.end() ? nullptr : &found->second;
}

// A column that is a list of messages; null for text.
Json messages_in(const std::string& column) {
  if (!column.starts_with('[') || !Json::accept(column)) return nullptr;
  Json messages = Json::parse(column);
  const bool all =
      !messages.empty() && std::all_of(messages.begin(), messages.end(), [](const Json& message) {
        return message.is_object() && message.contains("role");
      });
  return all ? std::move(messages) : Json();
}

// Answers that begin with their prompt: all that they have in common is it.
LessonPair with_their_prompt(const Json& chosen, const Json& rejected) {
  const auto border =
      std::mismatch(chosen.begin(), chosen.end(), rejected.begin(), rejected.end()).first;
  const auto shared = static_cast<size_t>(border - chosen.begin());
  const auto dialogue = [&](const Json& messages) {
    tasks::Dialogue made;
    made.conversation.messages = messages;
    made.first = shared;
    return made;
  };
  return {dialogue(chosen), dialogue(rejected)};
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// A blank before the first difference belongs to the answers.
LessonPair with_their_prompt(const std::string& chosen, const std::string& rejected) {
  const auto border =
      std::mismatch(chosen.begin(), chosen.end(), rejected.begin(), rejected.end()).first;
  auto shared = static_cast<size_t>(border - chosen.begin());
  while (shared > 0 && shared < chosen.size() && continues_character(chosen[shared])) --shared;
  if (shared > 0 && chosen[shared - 1] == ' ') --shared;
  const std::string prompt = chosen.substr(0, shared);
  return {tasks::Passage{prompt, chosen.substr(shared)},
          tasks::Passage{prompt, rejected.substr(shared)}};
}

Lesson lesson_of(const tasks::Task& task, const data::Row& row, const std::string& answer) {
  const Json messages = messages_in(answer);
  return messages.is_null() ? tasks::answered(task, row, task.answer(row, answer))
                            : tasks::answered_by(task, row, messages);
}

Example encode(const rollouts::Player& player, const Lesson& lesson, const std::string& where) {
  if (const auto* passage = std::get_if<tasks::Passage>(&lesson))
    return encode_passage(player, *passage, where);
  ConversationExamples made = encode_dialogue(player, std::get<tasks::Dialogue>(lesson), where);
  if (made.examples.size() != 1)
    throw_input(
        "{}: the chat template is {}, so an answer of several turns is no one sequence; "
        "mark answers with {{% generation %}} blocks in the template",
        where, made.difference ? made.difference->text() : "ambiguous");
  return std::move(made.examples.front());
}

// An answer alone, desirable or not by its label.
Preference single(const rollouts::Player& player, const data::Row& row, const std::string& label) {
  const std::string* completion = find(row, "completion");
  if (completion == nullptr && row.references.empty())
    throw_input("{}: has a label and no completion", row.id);
  const bool desirable = label == "true" || label == "True" || label == "1";
  if (!desirable && label != "false" && label != "False" && label != "0")
    throw_input("{}: label is {}, must be true or false", row.id, label);
  const std::string& answer = completion != nullptr ? *completion : row.references.front();
  Example example = encode(player, lesson_of(player.task, row, answer), row.id);
  Preference made;
  (desirable ? made.chosen : made.rejected) = std::move(example);
  return made;
}

Preference of_row(const rollouts::Player& player, const data::Row& row, bool singles) {
  if (const auto pair = chosen_and_rejected(player.task, row))
    return {encode(player, pair->first, row.id), encode(player, pair->second, row.id)};
  const std::string* label = find(row, "label");
  if (label == nullptr)
    throw_input("{}: has no preference: expected chosen and rejected{}", row.id,
                singles ? ", or completion and label" : "");
  if (!singles)
    throw_input(
        "{}: is a single answer with a label; preference.loss_type = \"kto\" learns from "
        "those, the other losses need chosen and rejected",
        row.id);
  return single(player, row, *label);
}

void add(Preference pair, int64_t max_length, Preferences& result) {
  for (const auto* side : {&pair.chosen, &pair.rejected}) {
    if (!*side || static_cast<int64_t>((*side)->tokens.size()) <= max_length) continue;
    ++result.too_long;
    return;
  }
  result.pairs.push_back(std::move(pair));
}

}  // namespace

ExampleGroup Preference::group() const {
  ExampleGroup sides;
  for (const auto* side : {&chosen, &rejected})
    if (*side) sides.push_back(&**side);
  return sides;
}

std::vector<Example> answers_of(Preferences preferences) {
  std::vector<Example> answers;
  for (Preference& pair : preferences.pairs)
    for (auto* side : {&pair.chosen, &pair.rejected})
      if (*side) answers.push_back(std::move(**side));
  return answers;
}

std::optional<LessonPair> chosen_and_rejected(const tasks::Task& task, const data::Row& row) {
  const std::string* chosen = find(row, "chosen");
  if (chosen == nullptr) return std::nullopt;
  const std::string* rejected = find(row, "rejected");
  if (rejected == nullptr) throw_input("{}: has chosen and no rejected", row.id);
  if (!row.source.empty())
    return LessonPair{lesson_of(task, row, *chosen), lesson_of(task, row, *rejected)};
  const Json better = messages_in(*chosen);
  const Json worse = messages_in(*rejected);
  if (better.is_null() != worse.is_null())
    throw_input("{}: one of chosen and rejected is text, the other a list of messages", row.id);
  return better.is_null() ? with_their_prompt(*chosen, *rejected)
                          : with_their_prompt(better, worse);
}

Preferences encode_preferences(std::span<const data::Row> rows, const rollouts::Player& player,
                               int64_t max_length, bool singles) {
  Preferences result;
  for (const data::Row& row : rows) add(of_row(player, row, singles), max_length, result);
  return result;
}

Preferences pair_candidates(std::span<const CandidateGroup> groups,
                            const CandidateArguments& arguments, int64_t max_length) {
  Preferences result;
  for (const CandidateGroup& group : groups) {
    const auto& candidates = group.candidates;
    const double gap =
        candidates.empty() ? 0.0 : candidates.front().reward - candidates.back().reward;
    if (gap <= 0.0 || gap < arguments.min_margin)
      ++result.equal;
    else
      add({group.example(candidates.front()), group.example(candidates.back())}, max_length,
          result);
  }
  return result;
}

Preferences pair_refinements(std::span<const CandidateGroup> groups,
                             std::span<const data::Row> rows, const rollouts::Player& player,
                             int64_t max_length) {
  Preferences result;
  for (const CandidateGroup& group : groups) {
    const data::Row& row = rows[static_cast<size_t>(group.row)];
    for (const Candidate& draft : group.candidates) {
      if (draft.refinement.empty() || draft.refinement == draft.hypothesis)
        ++result.equal;
      else
        add({encode(player, lesson_of(player.task, row, draft.refinement), row.id),
             group.example(draft)},
            max_length, result);
    }
  }
  return result;
}

}  // namespace dragoman::training
