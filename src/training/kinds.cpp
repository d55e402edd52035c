#include <algorithm>

#include "base/error.h"
#include "training/kind.h"

namespace dragoman::training {

#define FOR_EACH_KIND(X) X(pretrain) X(sft) X(preference) X(reward_model) X(rl) X(distill)

#define DECLARE(name) Kind kind_##name();
FOR_EACH_KIND(DECLARE)
#undef DECLARE

namespace {

const std::vector<Kind>& kinds() {
#define MAKE(name) kind_##name(),
  static const std::vector<Kind> all = {FOR_EACH_KIND(MAKE)};
#undef MAKE
  return all;
}

}  // namespace

const Kind& find_kind(const std::string& name) {
  const auto found = std::find_if(kinds().begin(), kinds().end(),
                                  [&](const Kind& kind) { return kind.name == name; });
  DRAGOMAN_CHECK(found != kinds().end(), "a recipe's kind is one of kind_names()");
  return *found;
}

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  for (const Kind& kind : kinds()) names.emplace_back(kind.name);
  return names;
}

}  // namespace dragoman::training
