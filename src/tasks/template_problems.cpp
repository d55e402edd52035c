#include "tasks/template_problems.h"

#include "base/nearest.h"
#include "tasks/prompt_template.h"

namespace dragoman::tasks {

void check_template(config::Problems& problems, const char* key, const std::string& text,
                    std::span<const std::string_view> known,
                    std::initializer_list<std::string_view> needed) {
  const std::string unknown = PromptTemplate::first_unknown(text, known);
  if (!unknown.empty()) {
    problems.add(key, "has {" + unknown + "}; " + suggestion(unknown, known));
    return;
  }
  const PromptTemplate parsed(text, known, key);
  for (const std::string_view place : needed)
    if (!parsed.uses(place)) problems.add(key, "has no {" + std::string(place) + "}");
}

}  // namespace dragoman::tasks
