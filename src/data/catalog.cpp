// Every data stage, one line each.
#include "data/stage.h"

namespace dragoman::data {

#define FOR_EACH_STAGE(X) \
  X(characters)           \
  X(copies)               \
  X(deduplicate)          \
  X(exclude)              \
  X(length)               \
  X(nfc)                  \
  X(numbers)              \
  X(sample)               \
  X(transduce)            \
  X(whitespace)

#define DECLARE(name) config::Entry<Stage> name();
FOR_EACH_STAGE(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("data stage", {FOR_EACH_STAGE(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::data
