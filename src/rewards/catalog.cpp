// One line a reward; each is a file of its own.
#include "rewards/catalog.h"

#define FOR_EACH_REWARD(X) \
  X(chrf)                  \
  X(comet)                 \
  X(cometkiwi)             \
  X(edit_distance)         \
  X(word_match)            \
  X(answer_match)          \
  X(format)                \
  X(tool_cost)             \
  X(soft_overlong)         \
  X(length_ratio)          \
  X(reward_model)          \
  X(pairwise)              \
  X(principles)            \
  X(group_ranking)         \
  X(win_rate)              \
  X(length)                \
  X(copy)                  \
  X(repetition)            \
  X(language)              \
  X(program)

namespace dragoman::rewards {

#define DECLARE(name) Entry name();
FOR_EACH_REWARD(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("reward", {FOR_EACH_REWARD(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::rewards
