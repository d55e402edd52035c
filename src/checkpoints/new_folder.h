// A folder that appears whole or not at all: written beside its place, synced, then renamed.
#pragma once

#include <span>

#include "base/files.h"

namespace dragoman::checkpoints {

class NewFolder {
 public:
  // `output` is not there yet, or empty, and lies in none of the folders that are read; else an
  // Error.
  NewFolder(const Path& output, std::span<const Path> sources);
  ~NewFolder();  // what was not published is gone
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  const Path& path() const { return partial_; }  // to write into
  void publish();

 private:
  Path output_;
  Path partial_;
};

}  // namespace dragoman::checkpoints
