// One line a transducer; each is a file of its own.
#include "transducers/catalog.h"

namespace dragoman::transducers {

#define FOR_EACH_TRANSDUCER(X) \
  X(s1)                        \
  X(s2)

#define DECLARE(name) Entry name();
FOR_EACH_TRANSDUCER(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("transducer", {FOR_EACH_TRANSDUCER(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::transducers
