// One line a maker; each is a file of its own.
#include "synthesis/maker.h"

#define FOR_EACH_MAKER(X) X(magpie) X(rewrite) X(self_instruct)

namespace dragoman::synthesis {

#define DECLARE(name) MakerEntry name();
FOR_EACH_MAKER(DECLARE)
#undef DECLARE

const MakerCatalog& maker_catalog() {
#define ROW(name) name(),
  static const MakerCatalog entries("maker", {FOR_EACH_MAKER(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::synthesis
