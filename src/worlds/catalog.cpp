#include "worlds/catalog.h"

namespace dragoman::worlds {

#define FOR_EACH_WORLD(X) X(agglutinative) X(family)

#define DECLARE(name) Entry name();
FOR_EACH_WORLD(DECLARE)

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("world", {FOR_EACH_WORLD(ROW)});
  return entries;
}

}  // namespace dragoman::worlds
