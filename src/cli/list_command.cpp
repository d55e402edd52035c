// `dragoman list [KIND…]`: names and sentences of the catalogues.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/arguments.h"
#include "cli/catalogs.h"
#include "cli/command.h"
#include "cli/output.h"

namespace dragoman::cli {
namespace {

void print_kind(const Kind& kind) {
  const std::vector<Row> rows = kind.rows();
  size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.name.size());
  print_out("{}\n", bold(kind.plural));
  for (const Row& row : rows) print_out("  {:{}}  {}\n", row.name, width, row.sentence);
}

int run(std::span<const std::string> args) {
  CLI::App app("Names what there is: all catalogues, or those that are asked for.", "list");
  std::vector<std::string> names;
  app.add_option("kind", names, "tasks, rewards, algorithms, …");
  if (!parse_arguments(app, args)) return 0;
  std::vector<const Kind*> wanted;
  for (const std::string& name : names) wanted.push_back(&kind_named(name));
  if (names.empty()) {
    for (const Kind& kind : kinds()) wanted.push_back(&kind);
  }
  for (const Kind* kind : wanted) {
    if (kind != wanted.front()) write_out("\n");
    print_kind(*kind);
  }
  return 0;
}

}  // namespace

Command list_command() {
  return {"list", "Names the tasks, rewards, algorithms and everything else there is.", &run};
}

}  // namespace dragoman::cli
