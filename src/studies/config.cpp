#include "studies/config.h"

#include <set>

namespace dragoman::studies {

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
    if (!known.insert(cell.name).second)
      problems.add("cells", fmt::format("names {} twice", cell.name));
  }
  for (const TestConfig& test : tests)
    for (const std::string& name : {test.a, test.b})
      if (!known.contains(name))
        problems.add("tests", fmt::format("compares {}, which is no cell", name));
}

}  // namespace dragoman::studies
