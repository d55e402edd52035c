#include "studies/config.h"

#include <set>

namespace dragoman::studies {

std::vector<std::string> CellConfig::named_checkpoints() const {
  const std::string_view mark = "{checkpoint ";
  std::vector<std::string> names;
  for (const std::string& text : set) {
    for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
      at += mark.size();
      names.push_back(text.substr(at, text.find('}', at) - at));
    }
  }
  return names;
}

void StudyConfig::validate(config::Problems& problems) const {
  if (cells.empty()) problems.add("cells", "is missing: a study runs at least one");
  if (seeds.empty()) problems.add("seeds", "is empty");
  std::set<std::string> known;
  for (const CellConfig& cell : cells) {
    if (!cell.from.empty() && !known.contains(cell.from))
      problems.add("cells", fmt::format("has {} start from {}, which is no cell before it",
                                        cell.name, cell.from));
    if (cell.recipe.empty() && cell.from.empty())
      problems.add("cells",
                   fmt::format("gives {} neither a recipe nor a cell to start from", cell.name));
    for (const std::string& name : cell.named_checkpoints()) {
      if (!known.contains(name))
        problems.add("cells",
                     fmt::format("has {} read the checkpoint of {}, which is no cell before it",
                                 cell.name, name));
      if (cell.recipe.empty())
        problems.add("cells", fmt::format("has {} read the checkpoint of {}, but it has no recipe",
                                          cell.name, name));
    }
    if (!known.insert(cell.name).second)
      problems.add("cells", fmt::format("names {} twice", cell.name));
  }
  for (const TestConfig& test : tests)
    for (const std::string& name : {test.a, test.b})
      if (!known.contains(name))
        problems.add("tests", fmt::format("compares {}, which is no cell", name));
  if (!prices) return;
  std::vector<std::string> priced = prices->against;
  priced.push_back(prices->system);
  for (const std::string& name : priced)
    if (!known.contains(name))
      problems.add("prices", fmt::format("compares {}, which is no cell", name));
}

}  // namespace dragoman::studies
