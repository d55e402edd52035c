// A folder that is gone with its object.
#pragma once

#include <string>

#include "base/files.h"

namespace dragoman {

class TemporaryFolder {
 public:
  // Among the system's temporary files; `name` is how it begins.
  explicit TemporaryFolder(const std::string& name);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const Path& path() const { return path_; }

 private:
  Path path_;
};

}  // namespace dragoman
