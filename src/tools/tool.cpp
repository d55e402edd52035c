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

}  // namespace dragoman::tools
