// What a study makes for one cell and seed: its folder, and whether that still has to be filled.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "studies/config.h"
#include "training/recipe.h"

namespace dragoman::studies {

// What a cell builds on: another one's best checkpoint and folder, and what these depend on.
struct Start {
  Path checkpoint;  // empty: the recipe's own
  Path folder;
  std::string key;
};

// All the cells that one cell builds on.
struct Starts {
  Start own;                           // `from`
  std::map<std::string, Start> named;  // "{checkpoint NAME}" and "{folder NAME}"
};

// Replaces every "{seed}".
std::string with_seed(std::string text, int64_t seed);

// Replaces every "{checkpoint NAME}" and "{folder NAME}".
std::string with_starts(std::string text, const Starts& starts);

// The contents of files as a short text; equal only for equal bytes in equal order.
std::string files_key(const std::vector<std::string>& paths);

class Cell {
 public:
  virtual ~Cell() = default;

  // Everything that what is made depends on: what the recipe and the study say, the data files, the
  // program's version, the start. Not where the folder lies, nor options that nobody wrote: a new
  // one makes no result stale.
  const std::string& key() const { return key_; }
  const Path& folder() const { return folder_; }
  bool finished() const;

  // Moves what another recipe left in the folder to FOLDER.old, FOLDER.old-2, …; returns where, or
  // nothing when the folder is free or this cell's own.
  std::optional<Path> make_room() const;

  // Fills the folder.
  virtual void make() const = 0;

  // How the checkpoint is asked.
  virtual const training::Recipe& recipe() const = 0;

  // Of a finished cell.
  virtual Path checkpoint() const = 0;
  double seconds() const;  // spent on making it

 protected:
  Cell(Path folder, std::string key) : folder_(std::move(folder)), key_(std::move(key)) {}

  bool has_key() const;
  Json summary() const;
  void begin_afresh() const;  // an empty folder, with the key

 private:
  Path folder_;
  std::string key_;
};

std::unique_ptr<Cell> training_cell(const CellConfig& config, const Path& study_folder,
                                    const Path& folder, int64_t seed, const Starts& starts);

// `asked` is the cell whose checkpoint this one's is asked like; null where commands make no
// checkpoint. Files that a command reads from elsewhere are not in the key.
std::unique_ptr<Cell> command_cell(const CellConfig& config, const Path& folder, int64_t seed,
                                   const Starts& starts, std::unique_ptr<Cell> asked);

}  // namespace dragoman::studies
