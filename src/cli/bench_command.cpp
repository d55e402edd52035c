// `dragoman bench NAME`: how fast the parts of this program are on this machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/json.h"
#include "base/parallel.h"
#include "benchmarks/benchmark.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/text_table.h"
#include "config/recipe.h"

namespace dragoman::cli {
namespace {

using benchmarks::Fact;
using benchmarks::Measurement;

struct BenchSection {
  config::Part<benchmarks::Benchmark> benchmark;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", benchmark, "what is measured", benchmarks::catalog());
  }
};

// The name and the options of one benchmark, side by side.
config::Part<benchmarks::Benchmark> chosen(const std::string& name,
                                           const std::vector<std::string>& overrides) {
  config::Value root;
  root.data = config::Table{};
  config::apply_override(root, "--name=" + name);
  for (const std::string& text : overrides) config::apply_override(root, text);
  return config::read<BenchSection>(root).benchmark;
}

struct Results {
  std::vector<Measurement> measurements;
  std::vector<Fact> facts;
};

Json as_json(const std::string& name, const Results& results) {
  Json cases = Json::array();
  for (const Measurement& one : results.measurements)
    cases.push_back({{"name", one.name},
                     {"unit", one.unit + " per second"},
                     {"median", one.median()},
                     {"values", one.rates}});
  Json facts = Json::object();
  for (const Fact& fact : results.facts) facts[fact.name] = fact.value;
  return {{"benchmark", name}, {"threads", thread_count()}, {"cases", cases}, {"facts", facts}};
}

std::string as_table(const Results& results) {
  Table table{{"", "per second", "median", "lowest", "highest"}, {}};
  const auto number = [](double value) { return Cell{{fmt::format("{:.0f}", value)}}; };
  for (const Measurement& one : results.measurements) {
    const auto [low, high] = std::minmax_element(one.rates.begin(), one.rates.end());
    table.rows.push_back(
        {{{one.name}}, {{one.unit}}, number(one.median()), number(*low), number(*high)});
  }
  if (results.facts.empty()) return draw(table);
  Table facts{{"", "value"}, {}};
  for (const Fact& fact : results.facts)
    facts.rows.push_back({{{fact.name}}, {{fmt::format("{:.5g}", fact.value)}}});
  return draw(table) + draw(facts);
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Measures a part of this program, in rounds, and prints what it does in a second. NAME is "
      "one of dragoman list benchmarks; its options (dragoman explain benchmarks) are options "
      "here: --lines=50000.",
      "bench");
  std::string name;
  std::vector<std::string> overrides;
  int64_t rounds = 5;
  bool json = false;
  app.add_option("NAME", name, "what to measure")->required();
  app.add_option("--rounds", rounds, "every case is timed so often, in turns (default 5)")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--json", json, "all values, as JSON");
  add_threads_option(app);
  if (!parse_arguments(app, args, overrides)) return 0;
  const auto benchmark = chosen(name, overrides).make();
  Results results{benchmarks::measure(benchmark->cases(), rounds), {}};
  results.facts = benchmark->facts(results.measurements);
  if (json) {
    print_out("{}\n", as_json(name, results).dump(2));
  } else {
    print_out("{}{} threads, median of {} rounds\n", as_table(results), thread_count(), rounds);
  }
  return 0;
}

}  // namespace

Command bench_command() {
  return {"bench", "Measures how fast this program is on this machine.", &run};
}

}  // namespace dragoman::cli
