// Every command, one line each.
#include <array>

#include "cli/command.h"

#define FOR_EACH_COMMAND(X) \
  X(train)                  \
  X(study)                  \
  X(synthesize)             \
  X(replay)                 \
  X(translate)              \
  X(generate)               \
  X(logprobs)               \
  X(embed)                  \
  X(list)                   \
  X(explain)                \
  X(data)                   \
  X(score)                  \
  X(compare)                \
  X(tokenize)               \
  X(tokenizer)              \
  X(template)               \
  X(inspect)                \
  X(export)                 \
  X(merge)                  \
  X(world)                  \
  X(transduce)              \
  X(items)                  \
  X(cluster)                \
  X(grade)                  \
  X(select)                 \
  X(report)                 \
  X(bench)

namespace dragoman::cli {

#define DECLARE(name) Command name##_command();
FOR_EACH_COMMAND(DECLARE)

std::span<const Command> commands() {
#define ROW(name) name##_command(),
  static const std::array entries{FOR_EACH_COMMAND(ROW)};
  return entries;
}

}  // namespace dragoman::cli
