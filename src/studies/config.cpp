#include "studies/config.h"

#include <fmt/format.h>

#include <set>

namespace dragoman::studies {

namespace {

// The names behind a mark such as "{folder ", up to the brace that closes it.
std::vector<std::string> marked(const CellConfig& cell, std::string_view mark) {
  std::vector<std::string> names;
  for (const auto* texts : {&cell.set, &cell.commands}) {
    for (const std::string& text : *texts) {
      for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
        at += mark.size();
        names.push_back(text.substr(at, text.find('}', at) - at));
      }
    }
  }
  return names;
}

}  // namespace

std::vector<std::string> CellConfig::named_checkpoints() const {
  return marked(*this, "{checkpoint ");
}

std::vector<std::string> CellConfig::named_folders() const { return marked(*this, "{folder "); }

namespace {

// One cell against those before it.
class CellCheck {
 public:
  explicit CellCheck(config::Problems& problems) : problems_(problems) {}

  void operator()(const CellConfig& cell) {
    if (cell.route)
      check_route(cell);
    else
      check_start(cell);
    for (const std::string& name : cell.named_checkpoints()) check_checkpoint(cell, name);
    for (const std::string& name : cell.named_folders())
      if (!known_.contains(name))
        add("has {} read the folder of {}, which is no cell before it", cell.name, name);
    if (!known_.insert(cell.name).second) add("names {} twice", cell.name);
    if (!cell.route && cell.is_system()) with_checkpoint_.insert(cell.name);
  }

  const std::set<std::string>& known() const { return known_; }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    problems_.add("cells", fmt::format(format, std::forward<Args>(args)...));
  }

  void check_route(const CellConfig& cell) {
    for (const std::string& name : {cell.route->without, cell.route->with})
      if (!known_.contains(name))
        add("has {} choose {}, which is no cell before it", cell.name, name);
    if (!cell.recipe.empty() || !cell.from.empty() || !cell.set.empty() || !cell.commands.empty())
      add("gives {} a route and something to run; a route runs nothing", cell.name);
  }

  void check_start(const CellConfig& cell) {
    if (!cell.from.empty() && !with_checkpoint_.contains(cell.from))
      add("has {} start from {}, which is no cell with a checkpoint before it", cell.name,
          cell.from);
    if (cell.recipe.empty() && cell.from.empty() && cell.commands.empty())
      add("gives {} neither a recipe nor a cell to start from", cell.name);
    if (!cell.commands.empty() && !(cell.recipe.empty() && cell.set.empty()))
      add("gives {} commands and a recipe; make them two cells", cell.name);
  }

  void check_checkpoint(const CellConfig& cell, const std::string& name) {
    if (!with_checkpoint_.contains(name))
      add("has {} read the checkpoint of {}, which is no cell before it", cell.name, name);
    if (cell.recipe.empty() && cell.commands.empty())
      add("has {} read the checkpoint of {}, but it has no recipe", cell.name, name);
  }

  config::Problems& problems_;
  std::set<std::string> known_;
  std::set<std::string> with_checkpoint_;
};

}  // namespace

void StudyConfig::validate(config::Problems& problems) const {
  if (cells.empty()) problems.add("cells", "is missing: a study runs at least one");
  if (seeds.empty()) problems.add("seeds", "is empty");
  CellCheck check(problems);
  for (const CellConfig& cell : cells) {
    check(cell);
    if (cell.route && !cell.route->groups.empty() && by.empty())
      problems.add("by", fmt::format("is empty: by what are the groups of {}?", cell.name));
  }
  const std::set<std::string>& known = check.known();
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
