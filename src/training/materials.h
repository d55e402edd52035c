// What every kind of training is made from: rows, tokenizer, template, task and model.
#pragma once

#include <memory>
#include <vector>

#include "data/row.h"
#include "episodes/learner.h"
#include "evaluation/evaluate.h"
#include "evaluation/world_evaluator.h"
#include "rollouts/rollouts.h"
#include "tasks/task.h"
#include "templates/chat_template.h"
#include "text/tokenizer.h"
#include "training/pretrain_data.h"
#include "training/recipe.h"
#include "worlds/world.h"

namespace dragoman::training {

struct Materials {
  std::unique_ptr<worlds::World> world;                  // null for data from files
  std::unique_ptr<evaluation::MeaningAccuracy> meaning;  // of its sentences; null likewise
  std::vector<data::Row> train;
  std::vector<data::Row> dev;
  std::vector<DomainRows> domains;  // of pre-training
  std::unique_ptr<tasks::Task> task;
  text::Tokenizer tokenizer;
  templates::ChatTemplate chat;
  std::unique_ptr<tools::ToolUse> tools;  // null: the recipe has none

  rollouts::Player player() const { return {*task, tokenizer, chat, tools.get()}; }
};

// Reads or makes them all; `say` hears what was left out and what was trained. A tokenizer that has
// to be trained is kept in `run_folder`/tokenizer, and taken from there when the run is resumed;
// without a run folder nothing is kept.
Materials prepare(const Recipe& recipe, const Path& run_folder,
                  const std::function<void(const std::string&)>& say);

// How the recipe's own model is trained; what only looks on has the defaults.
episodes::LearnerSettings learner_settings(const Recipe& recipe);

// The recipe's model: its checkpoint, or a fresh one that fits the tokenizer.
std::unique_ptr<episodes::Learner> make_learner(const Recipe& recipe, const Materials& materials,
                                                const episodes::LearnerSettings& settings = {});

// What else the recipe's checkpoint has in its folder goes along into `folder`; files that are
// there stay.
void keep_companions(const Recipe& recipe, const Path& folder);

// Translates and measures the dev set; a world judges the meaning, too.
evaluation::Evaluation evaluate_dev(const Recipe& recipe, const Materials& materials,
                                    episodes::Generator& generator);

}  // namespace dragoman::training
