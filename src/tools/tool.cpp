#include "tools/tool.h"

#include "base/error.h"

namespace dragoman::tools {

Json one_text(const char* name, const char* description) {
  return {{"type", "object"},
          {"properties", {{name, {{"type", "string"}, {"description", description}}}}},
          {"required", Json::array({name})}};
}

const worlds::World& require_world(const ToolContext& context, const char* tool) {
  if (context.world == nullptr)
    throw_input("tool: {} asks a world about its language, and there is no [world]", tool);
  return *context.world;
}

std::string invented_language_of(const worlds::World& world, const data::Row& row) {
  const auto& languages = world.languages();
  for (const std::string& code : {row.source_language, row.target_language})
    for (size_t i = 1; i < languages.size(); ++i)
      if (languages[i].code == code) return code;
  return languages.at(1).code;
}

}  // namespace dragoman::tools
