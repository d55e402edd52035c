// One line a check; each is a file of its own.
#include "synthesis/check.h"

#define FOR_EACH_CHECK(X) \
  X(leftovers)            \
  X(length)               \
  X(too_simple)           \
  X(language)             \
  X(copied)               \
  X(duplicate)            \
  X(self_answered)        \
  X(known_answer)         \
  X(critic)               \
  X(reread)

namespace dragoman::synthesis {

#define DECLARE(name) CheckEntry name();
FOR_EACH_CHECK(DECLARE)
#undef DECLARE

const CheckCatalog& check_catalog() {
#define ROW(name) name(),
  static const CheckCatalog entries("check", {FOR_EACH_CHECK(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::synthesis
