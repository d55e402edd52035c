// One line a tool; each is a file of its own.
#include "tools/catalog.h"

#define FOR_EACH_TOOL(X) \
  X(translate)           \
  X(dictionary)          \
  X(grammar_search)      \
  X(glossary)            \
  X(calculator)          \
  X(program)

namespace dragoman::tools {

#define DECLARE(name) Entry name();
FOR_EACH_TOOL(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("tool", {FOR_EACH_TOOL(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::tools
