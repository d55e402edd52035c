#include "studies/results_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "evaluation/svg_chart.h"
#include "studies/prices.h"

namespace dragoman::studies {
namespace {

constexpr std::string_view kBegin = "<!-- study -->\n";
constexpr std::string_view kEnd = "<!-- /study -->\n";

std::string number(double value, const std::string& key) {
  if (key == "seconds") return fmt::format("{:.0f}", value);
  return fmt::format("{:.{}f}", value, key == "meaning_accuracy" ? 3 : 2);
}

// "58.1 (57.9–58.4)" where seeds differ; "" of a metric that the cell does not have.
std::string cell_text(const Json& summary, const std::string& table, size_t row,
                      const std::string& key) {
  if (!summary.at(table)[row].contains(key)) return "";
  const Json& mean = summary.at(table)[row].at(key);
  if (mean.is_string()) return mean.get<std::string>();
  std::string text = number(mean, key);
  if (!summary.contains("seeds")) return text;
  std::vector<double> values;
  for (const Json& seed : summary.at("seeds"))
    values.push_back(seed.at(table)[row].at(key).get<double>());
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == *high) return text;
  return text + fmt::format(" ({}–{})", number(*low, key), number(*high, key));
}

std::string rows_table(const Json& summary, const std::string& table) {
  const Json& rows = summary.at(table);
  std::string head = "| system |";
  std::string rule = "| --- |";
  std::vector<std::string> keys;
  for (const auto& [key, value] : rows.at(0).items()) {
    if (key == "name") continue;
    keys.push_back(key);
    head += fmt::format(" {} |", key == "meaning_accuracy" ? "meaning accuracy" : key);
    rule += " --: |";
  }
  std::string text = head + "\n" + rule + "\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    text += fmt::format("| `{}` |", rows[i].at("name").get<std::string>());
    for (const std::string& key : keys)
      text += fmt::format(" {} |", cell_text(summary, table, i, key));
    text += "\n";
  }
  return text;
}

// The tests of one pair and metric over all seeds.
struct Comparisons {
  std::string a;
  std::string b;
  std::string metric;
  std::vector<double> differences;
  std::vector<double> p;
};

std::vector<Comparisons> gathered(const Json& tests) {
  std::vector<Comparisons> all;
  for (const Json& test : tests) {
    const std::string a = test.at("a");
    const std::string b = test.at("b");
    const std::string metric = test.at("metric");
    auto found = std::find_if(all.begin(), all.end(), [&](const Comparisons& one) {
      return one.a == a && one.b == b && one.metric == metric;
    });
    if (found == all.end()) found = all.insert(all.end(), {a, b, metric, {}, {}});
    found->differences.push_back(test.at("difference"));
    found->p.push_back(test.at("p"));
  }
  return all;
}

std::string listed(const std::vector<double>& values, const char* format) {
  std::string text;
  for (const double value : values)
    text += (text.empty() ? "" : ", ") + fmt::format(fmt::runtime(format), value);
  return text;
}

std::string tests_table(const Json& summary) {
  std::string text =
      "| comparison | metric | difference, by seed | p, by seed |\n| --- | --- | --: | --: |\n";
  for (const Comparisons& one : gathered(summary.at("tests")))
    text += fmt::format("| `{}` against `{}` | {} | {} | {} |\n", one.a, one.b, one.metric,
                        listed(one.differences, "{:+.3f}"), listed(one.p, "{:.3f}"));
  return text;
}

// The dev curve that results are chosen by, or the first there is.
const std::vector<evaluation::Point>* curve_of(const Curves& curves) {
  if (const auto found = curves.find("eval/chrf"); found != curves.end()) return &found->second;
  return curves.empty() ? nullptr : &curves.begin()->second;
}

}  // namespace

std::string study_markdown(const Json& summary) {
  std::string text = rows_table(summary, "rows");
  if (!summary.at("group_rows").empty()) text += "\n" + rows_table(summary, "group_rows");
  if (summary.contains("prices")) text += "\n" + price_table(summary);
  if (!summary.at("tests").empty()) text += "\n" + tests_table(summary);
  return text;
}

std::string checked_page(const Path& page, const std::string& title) {
  if (!std::filesystem::exists(page)) return fmt::format("# {}\n\n{}{}", title, kBegin, kEnd);
  std::string text = read_file(page);
  const size_t begin = text.find(kBegin);
  const size_t end = text.find(kEnd);
  if (begin == text.npos || end == text.npos || end < begin)
    throw_input("{}: the lines {} and {} are missing; the tables go between them", page.string(),
                kBegin.substr(0, kBegin.size() - 1), kEnd.substr(0, kEnd.size() - 1));
  return text;
}

void update_page(const Path& page, const Json& summary) {
  std::string text = checked_page(page, summary.at("title"));
  const size_t first = text.find(kBegin) + kBegin.size();
  text.replace(first, text.find(kEnd) - first, "\n" + study_markdown(summary) + "\n");
  write_file(page, text);
}

void write_curves(Study& study, const Path& folder) {
  evaluation::Chart chart;
  chart.title = "Dev chrF by step";
  std::map<std::string, size_t> colours;
  std::set<Path> drawn;
  for (const CellConfig& cell : study.config().cells)
    for (const int64_t seed : study.config().seeds) {
      if (!drawn.insert(study.run_folder(cell, seed)).second) continue;
      const auto* points = curve_of(study.result(cell, seed).curves);
      if (points == nullptr || points->size() < 2) continue;
      const size_t colour = colours.emplace(cell.name, colours.size()).first->second;
      chart.series.push_back({cell.name, *points, colour, 0, false});
    }
  if (const std::string svg = evaluation::svg_file(chart); !svg.empty())
    write_file(folder / "curves.svg", svg);
}

}  // namespace dragoman::studies
