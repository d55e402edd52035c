// One line a loss; each is a file of its own (preference_*.cpp).
#include "algorithms/preference.h"

#define FOR_EACH_PREFERENCE(X) \
  X(sigmoid)                   \
  X(sigmoid_norm)              \
  X(hinge)                     \
  X(ipo)                       \
  X(robust)                    \
  X(exo_pair)                  \
  X(nca_pair)                  \
  X(bco_pair)                  \
  X(sppo_hard)                 \
  X(apo_zero)                  \
  X(apo_down)                  \
  X(discopop)                  \
  X(cpo)                       \
  X(simpo)                     \
  X(orpo)                      \
  X(kto)

namespace dragoman::algorithms::preference {

#define DECLARE(name) Entry name();
FOR_EACH_PREFERENCE(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("preference loss", {FOR_EACH_PREFERENCE(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::algorithms::preference
