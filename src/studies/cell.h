// One training run of a study: its run folder, and whether that still has to be filled.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "studies/config.h"
#include "training/materials.h"
#include "training/recipe.h"

namespace dragoman::studies {

// Where a cell starts: a trained cell's best checkpoint and what that depends on.
struct Start {
  Path checkpoint;  // empty: the recipe's own
  std::string key;
};

// All the cells that one cell builds on.
struct Starts {
  Start own;                           // `from`
  std::map<std::string, Start> named;  // "{checkpoint NAME}" in its overrides
};

// Replaces every "{seed}".
std::string with_seed(std::string text, int64_t seed);

// The contents of files as a short text; equal only for equal bytes in equal order.
std::string files_key(const std::vector<std::string>& paths);

class Cell {
 public:
  Cell(const CellConfig& config, const Path& study_folder, const Path& run_folder, int64_t seed,
       const Starts& starts);

  // Everything the weights depend on: what the recipe and the study say, the data files, the
  // program's version, the start. Not where the run lies, nor options that nobody wrote: a new one
  // makes no result stale.
  const std::string& key() const { return key_; }
  const Path& folder() const { return recipe_.output; }
  const training::Recipe& recipe() const { return recipe_; }
  bool finished() const;

  // Moves what another recipe left in the run folder to FOLDER.old, FOLDER.old-2, …; returns where,
  // or nothing when the folder is free or this cell's own.
  std::optional<Path> make_room() const;

  // Fills the run folder: from where an interrupted run with the same key stands, else afresh.
  void train() const;

  // Of a finished cell.
  Path best_checkpoint() const;
  double seconds() const;  // spent on training

 private:
  bool has_key() const;
  Json summary() const;

  std::string recipe_text_;
  training::Recipe recipe_;
  std::string key_;
};

}  // namespace dragoman::studies
