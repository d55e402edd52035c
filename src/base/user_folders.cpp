#include "base/user_folders.h"

#include <cstdlib>

namespace dragoman {

Path sacrebleu_folder() {
  if (const char* set = std::getenv("SACREBLEU"); set != nullptr) return set;
  const char* home = std::getenv("HOME");
  return Path(home != nullptr ? home : ".") / ".sacrebleu";
}

}  // namespace dragoman
