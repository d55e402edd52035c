// One line an oracle; each is a file of its own.
#include "oracles/catalog.h"

#define FOR_EACH_ORACLE(X) X(endpoint) X(checkpoint) X(minimal_editor) X(world) X(program) X(replay)

namespace dragoman::oracles {

#define DECLARE(name) Entry name();
FOR_EACH_ORACLE(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("oracle", {FOR_EACH_ORACLE(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::oracles
