// One line a surrogate; each is a file of its own (surrogate_*.cpp).
#include "algorithms/surrogate.h"

#define FOR_EACH_SURROGATE(X) \
  X(clip)                     \
  X(reinforce)                \
  X(cispo)                    \
  X(gspo)                     \
  X(gspo_token)               \
  X(tic_grpo)                 \
  X(fspo)

namespace dragoman::algorithms::surrogate {

#define DECLARE(name) Entry name();
FOR_EACH_SURROGATE(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("surrogate", {FOR_EACH_SURROGATE(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::algorithms::surrogate
