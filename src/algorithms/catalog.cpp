// One line an algorithm; each is a file of its own.
#include "algorithms/catalog.h"

#define FOR_EACH_ALGORITHM(X) \
  X(grpo)                     \
  X(dr_grpo)                  \
  X(dapo)                     \
  X(gspo)                     \
  X(gspo_token)               \
  X(cispo)                    \
  X(tic_grpo)                 \
  X(fspo)                     \
  X(rloo)                     \
  X(reinforce)                \
  X(reinforce_pp)             \
  X(reinforce_pp_baseline)    \
  X(ppo)

namespace dragoman::algorithms {

#define DECLARE(name) Entry name();
FOR_EACH_ALGORITHM(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("algorithm", {FOR_EACH_ALGORITHM(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::algorithms
