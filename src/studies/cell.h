// One cell of a study with one seed: its run folder, whether it still has to run, and its result.
#pragma once

#include <string>

#include "evaluation/evaluation.h"
#include "studies/config.h"
#include "training/recipe.h"

namespace dragoman::studies {

// A cell is known by a key over its resolved recipe, the program's version and what it starts from;
// a finished one with the same key is not run again, a half-finished one goes on.
class Cell {
 public:
  // `start` is the checkpoint to start from, empty for the recipe's own.
  Cell(const CellConfig& config, const Path& study_folder, const Path& output, int64_t seed,
       const Path& start);

  const std::string& name() const { return name_; }
  const Path& folder() const { return recipe_.output; }
  const training::Recipe& recipe() const { return recipe_; }
  bool finished() const;

  void train() const;
  Path best_checkpoint() const;
  double seconds() const;  // spent on training

  // Translates and measures the held-out rows with the best checkpoint; kept beside the run.
  evaluation::Evaluation evaluate(const HeldOutConfig& held_out) const;

 private:
  std::string key() const;
  Json summary() const;

  std::string name_;
  std::string recipe_text_;
  training::Recipe recipe_;
};

}  // namespace dragoman::studies
