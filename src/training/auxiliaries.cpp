// One line a loss; each is a file of its own (auxiliary_*.cpp).
#include "training/auxiliary.h"

#define FOR_EACH_AUXILIARY(X) \
  X(sft)                      \
  X(ptx)                      \
  X(contrast)

namespace dragoman::training::auxiliary {

#define DECLARE(name) Entry name();
FOR_EACH_AUXILIARY(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("auxiliary loss", {FOR_EACH_AUXILIARY(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::training::auxiliary
