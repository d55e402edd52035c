#include "tasks/catalog.h"

namespace dragoman::tasks {

#define FOR_EACH_TASK(X) X(translation) X(conversation)

#define DECLARE(name) Entry name();
FOR_EACH_TASK(DECLARE)

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("task", {FOR_EACH_TASK(ROW)});
  return entries;
}

}  // namespace dragoman::tasks
