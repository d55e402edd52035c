// How a checkpoint is tested: the rows nobody trained on, translated and measured.
#pragma once

#include "evaluation/evaluation.h"
#include "studies/config.h"
#include "training/recipe.h"

namespace dragoman::studies {

// `recipe` says the task, the world and the tokenizer that `checkpoint` was trained with.
evaluation::Evaluation test_checkpoint(const Path& checkpoint, training::Recipe recipe,
                                       const HeldOutConfig& held_out, const std::string& name);

}  // namespace dragoman::studies
