// Preferences as token sequences: TRL's columns prompt, chosen and rejected, text or messages, with
// the prompt in a column of its own or in both answers; prompt, completion and label for single
// answers; or a model's own judged answers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "training/candidates.h"
#include "training/group_packing.h"

namespace dragoman::training {

// The two answers of a row as its task puts them to the model.
using LessonPair = std::pair<tasks::Lesson, tasks::Lesson>;

// Nothing for a row without the column `chosen`.
std::optional<LessonPair> chosen_and_rejected(const tasks::Task& task, const data::Row& row);

// A pair, or one of the two.
struct Preference {
  std::optional<Example> chosen;
  std::optional<Example> rejected;

  ExampleGroup group() const;  // chosen first
};

struct Preferences {
  std::vector<Preference> pairs;
  int64_t too_long = 0;  // left out
  int64_t equal = 0;     // prompts whose answers are too near to each other for a pair, drafts that
                         // the oracle left as they were
};

// Both answers of every pair, one after the other.
std::vector<Example> answers_of(Preferences preferences);

// Of rows; `singles` takes those with a label, too.
Preferences encode_preferences(std::span<const data::Row> rows, const rollouts::Player& player,
                               int64_t max_length, bool singles);

// The best answer against the worst.
Preferences pair_candidates(std::span<const CandidateGroup> groups,
                            const CandidateArguments& arguments, int64_t max_length);

// The oracle's refinement of every answer against that answer (methods of RLfR: Lee et al. 2025,
// the baseline DPO); `rows` are those that were asked about.
Preferences pair_refinements(std::span<const CandidateGroup> groups,
                             std::span<const data::Row> rows, const rollouts::Player& player,
                             int64_t max_length);

}  // namespace dragoman::training
