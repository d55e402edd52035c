// Plays tasks: rows become prompts, a generator answers, finished episodes come back in groups.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/random.h"
#include "data/row.h"
#include "episodes/episode.h"
#include "episodes/generator.h"
#include "tasks/task.h"
#include "templates/chat_template.h"
#include "text/tokenizer.h"

namespace dragoman::rollouts {

// What a model is asked with: everything needed to turn rows into tokens and tokens into answers.
struct Player {
  const tasks::Task& task;
  const text::Tokenizer& tokenizer;
  const templates::ChatTemplate& chat;

  // The chat template gives every special token of a conversation, the tokenizer those of text.
  std::vector<TokenId> prompt(const data::Row& row) const;
};

// A row that is asked about, with its index in the data set.
struct Question {
  const data::Row* row = nullptr;
  int64_t index = 0;
  // What its episodes must begin with, one by one; none where the list is too short.
  std::vector<std::vector<TokenId>> forced = {};
};

struct PlaySettings {
  episodes::SamplingSettings sampling;
  int64_t num_generations = 8;
  int64_t policy_version = 0;
  std::shared_ptr<const episodes::TextRules> text_rules = {};  // of `sampling`
  episodes::Conversation* conversation = nullptr;  // a turn's request is the question's position
  // Told of every episode once, most of them while others are still being played.
  std::function<void(episodes::Episode&)> on_episode = {};
};

// One group a question, `num_generations` episodes each; the group's id is its position. Question i
// draws from rng.derive("question", index of its row, i), whatever else is asked.
std::vector<episodes::EpisodeGroup> play(episodes::Generator& generator, const Player& player,
                                         std::span<const Question> questions,
                                         const PlaySettings& settings, const Rng& rng);

}  // namespace dragoman::rollouts
