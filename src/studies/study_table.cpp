#include <fmt/format.h>

#include "evaluation/table.h"
#include "studies/study.h"

namespace dragoman::studies {
namespace {

std::string number(const Json& value) {
  if (!value.is_number()) return "";
  const double number = value.get<double>();
  return fmt::format("{:.{}f}", number, number < 1.5 ? 3 : 2);
}

std::string test_line(const Json& test) {
  const bool better = test["better"].get<bool>();
  return fmt::format("{} against {}, {}: {:+.4g}, p = {:.4f}{}{}\n", test["a"].get<std::string>(),
                     test["b"].get<std::string>(), test["metric"].get<std::string>(),
                     test["difference"].get<double>(), test["p"].get<double>(),
                     better ? "" : " (not better)", fmt::format(", seed {}", test["seed"].dump()));
}

}  // namespace

std::string study_table(const Json& summary) {
  const Json& rows = summary.at("rows");
  std::vector<std::string> header{"system"};
  for (const auto& [key, value] : rows.at(0).items())
    if (key != "name") header.push_back(key);
  evaluation::Table table(header);
  for (const Json& row : rows) {
    std::vector<std::string> cells{row["name"].get<std::string>()};
    for (size_t i = 1; i < header.size(); ++i) {
      const Json value = row.value(header[i], Json());  // not every cell has every metric
      cells.push_back(header[i] == "seconds" ? fmt::format("{:.0f}", value.get<double>())
                                             : number(value));
    }
    table.add(cells);
  }
  std::string text = table.text() + "\n";
  for (const Json& test : summary.at("tests")) text += test_line(test);
  return text;
}

}  // namespace dragoman::studies
