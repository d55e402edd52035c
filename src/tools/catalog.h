// Every tool that a recipe can name.
#pragma once

#include "config/catalog.h"
#include "tools/tool.h"

namespace dragoman::tools {

using Entry = config::Entry<Tool, const ToolContext&>;
using Catalog = config::Catalog<Tool, const ToolContext&>;
using Part = config::Part<Tool, const ToolContext&>;

const Catalog& catalog();

template <class Made, class Config = config::NoOptions>
Entry make_entry(const char* name, const char* sentence) {
  return config::make_entry<Tool, Made, Config, const ToolContext&>(name, sentence);
}

}  // namespace dragoman::tools
