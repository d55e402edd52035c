// Plays tasks: rows become prompts, a generator answers, finished episodes come back in groups.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "data/row.h"
#include "episodes/episode.h"
#include "episodes/generator.h"
#include "rollouts/branches.h"
#include "tasks/task.h"
#include "templates/chat_template.h"
#include "text/tokenizer.h"
#include "tools/tool_conversation.h"

namespace dragoman::rollouts {

// What a model is asked with: everything needed to turn rows into tokens and tokens into answers.
struct Player {
  const tasks::Task& task;
  const text::Tokenizer& tokenizer;
  const templates::ChatTemplate& chat;
  const tools::ToolUse* tools = nullptr;  // null: it has none

  // The chat template gives every special token of a conversation, the tokenizer those of text.
  std::vector<TokenId> prompt(const data::Row& row) const;

  // What a row is asked with, the tools' descriptions included. With tools a task that asks in
  // plain text is the user's error.
  tasks::Prompt asked(const data::Row& row) const;
  tools::Asked asked_of_tools(const data::Row& row) const;  // likewise, of a player with tools
};

// What a policy said, its turns one a line, without special tokens and what others wrote.
struct Said {
  std::string text;
  size_t last_turn = 0;  // where the last turn begins

  std::string_view answer() const { return std::string_view(text).substr(last_turn); }
};
Said said(const episodes::Completion& completion, const text::Tokenizer& tokenizer,
          const episodes::TextRules* rules);

// Answers the tool calls of requests that ask about these rows, one each; null without tools.
std::unique_ptr<tools::ToolConversation> conversation(const Player& player,
                                                      std::span<const data::Row> rows);

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
  episodes::Conversation* conversation = nullptr;  // a turn's request is the question's position;
                                                   // null with tools, which hold their own
  Branches branches = {};                          // of a player with tools
  // Told of every episode once, most of them while others are still being played.
  std::function<void(episodes::Episode&)> on_episode = {};
};

// One group a question, `num_generations` episodes each; the group's id is its position. Question i
// draws from rng.derive("question", index of its row, i), whatever else is asked.
std::vector<episodes::EpisodeGroup> play(episodes::Generator& generator, const Player& player,
                                         std::span<const Question> questions,
                                         const PlaySettings& settings, const Rng& rng);

}  // namespace dragoman::rollouts
