#include "base/temporary_folder.h"

#include <unistd.h>

#include <cstdlib>

#include "base/error.h"

namespace dragoman {

TemporaryFolder::TemporaryFolder(const std::string& name) {
  std::string made = (std::filesystem::temp_directory_path() / (name + "-XXXXXX")).string();
  if (::mkdtemp(made.data()) == nullptr) throw_failure("{}: cannot be made", made);
  path_ = made;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace dragoman
