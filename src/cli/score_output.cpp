#include "cli/score_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/json.h"
#include "cli/score_legend.h"
#include "cli/text_table.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

using metrics::SignatureStyle;

constexpr double kSignificant = 0.05;

// With the decimals that were asked for, else with the metric's.
std::string fixed(double value, int decimals, const ScoreArguments& arguments) {
  return fmt::format("{:.{}f}", value, arguments.width.value_or(decimals));
}

// The number that was printed, as JSON shows it.
double rounded(double value, int decimals, const ScoreArguments& arguments) {
  return std::strtod(fixed(value, decimals, arguments).c_str(), nullptr);
}

std::string interval_text(const metrics::Interval& interval, int decimals,
                          const ScoreArguments& arguments) {
  return fmt::format("{} ± {}", fixed(interval.mean, decimals, arguments),
                     fixed(interval.half_width, decimals, arguments));
}

bool shows_interval(const ScoreLine& line) { return line.interval && line.interval->mean > 0; }

std::string score_text(const ScoreLine& line, const ScoreArguments& arguments) {
  if (!shows_interval(line)) return fixed(line.score, line.decimals, arguments);
  return fmt::format("{} (μ = {})", fixed(line.score, line.decimals, arguments),
                     interval_text(*line.interval, line.decimals, arguments));
}

Json json_of(const ScoreLine& line, const ScoreArguments& arguments) {
  Json json;
  json["name"] = line.name;
  json["score"] = rounded(line.score, line.decimals, arguments);
  json["signature"] = format_signature(line.signature, SignatureStyle::kLong);
  if (shows_interval(line)) {
    json["confidence_mean"] = rounded(line.interval->mean, line.decimals, arguments);
    json["confidence_var"] = rounded(line.interval->half_width, line.decimals, arguments);
    json["confidence"] = "μ = " + interval_text(*line.interval, line.decimals, arguments);
  }
  if (!line.details.empty()) json["verbose_score"] = line.details;
  for (const auto& field : line.signature) json[field.key] = field.value;
  return json;
}

// "BLEU|nrefs:1|… = 36.8 60.0/… (BP = …)", or the score alone.
std::string text_of(const ScoreLine& line, const ScoreArguments& arguments) {
  const std::string score = score_text(line, arguments);
  if (arguments.score_only) return score;
  const auto style = arguments.short_signature ? SignatureStyle::kShort : SignatureStyle::kLong;
  return fmt::format("{}|{} = {}{}{}", line.name, format_signature(line.signature, style), score,
                     line.details.empty() ? "" : " ", line.details);
}

std::string entry_of(const ScoreLine& line, const ScoreArguments& arguments) {
  if (arguments.format != ScoreFormat::kJson || arguments.score_only)
    return text_of(line, arguments);
  return json_of(line, arguments).dump(1);
}

// Moves the '=' of all lines that have one below each other.
std::string aligned(const std::vector<std::string>& lines) {
  const auto left_of = [](const std::string& line) {
    const size_t equals = line.find('=');
    return equals == std::string::npos ? std::string() : line.substr(0, equals - 1);
  };
  int64_t width = 0;
  for (const auto& line : lines) width = std::max(width, text::count_code_points(left_of(line)));
  std::string out;
  for (const auto& line : lines) {
    const bool has_equals = line.find('=') != std::string::npos;
    const int64_t missing = has_equals ? width - text::count_code_points(left_of(line)) : 0;
    out += std::string(static_cast<size_t>(missing), ' ') + line + '\n';
  }
  return out;
}

Json paired_json(const metrics::PairedResult& result, bool baseline) {
  Json json;
  json["score"] = result.score;
  json["p_value"] = baseline ? Json(nullptr) : Json(result.p_value);
  json["mean"] = result.interval ? Json(result.interval->mean) : Json(nullptr);
  json["ci"] = result.interval ? Json(result.interval->half_width) : Json(nullptr);
  return json;
}

std::string systems_json(const std::vector<std::string>& systems,
                         const std::vector<ScoreColumn>& columns, const ScoreArguments& arguments) {
  Json list = Json::array();
  for (size_t s = 0; s < systems.size(); ++s) {
    Json json;
    json["system"] = systems[s];
    for (const ScoreColumn& column : columns) {
      const auto& result = column.results[s];
      if (arguments.paired == PairedTest::kNone) {
        json[column.name] = fixed(result.score, column.decimals, arguments);
      } else {
        json[column.name] = paired_json(result, s == 0);
      }
    }
    list.push_back(std::move(json));
  }
  return list.dump(4, ' ', true) + "\n";
}

Cell cell_of(const ScoreColumn& column, size_t system, const ScoreArguments& arguments) {
  const metrics::PairedResult& result = column.results[system];
  Cell cell = {{fixed(result.score, column.decimals, arguments), Colour::kPlain}};
  if (result.interval)
    cell.front().text +=
        fmt::format(" ({})", interval_text(*result.interval, column.decimals, arguments));
  if (arguments.paired == PairedTest::kNone || system == 0) return cell;
  const bool significant = result.p_value <= kSignificant;
  cell.push_back({fmt::format("(p = {:.4f}){}", result.p_value, significant ? "*" : ""),
                  significant ? Colour::kPlain : Colour::kRed});
  return cell;
}

std::string systems_text(const std::vector<std::string>& systems,
                         const std::vector<ScoreColumn>& columns, const ScoreArguments& arguments) {
  const bool paired = arguments.paired != PairedTest::kNone;
  Table table;
  table.header = {"System"};
  for (const ScoreColumn& column : columns)
    table.header.push_back(column.name + (column.results.front().interval ? " (μ ± 95% CI)" : ""));
  for (size_t s = 0; s < systems.size(); ++s) {
    auto& row = table.rows.emplace_back();
    const bool baseline = paired && s == 0;
    row.push_back({{systems[s], baseline ? Colour::kYellow : Colour::kPlain}});
    for (const ScoreColumn& column : columns) row.push_back(cell_of(column, s, arguments));
  }
  const bool latex = arguments.format == ScoreFormat::kLatex;
  std::string out = (latex ? draw_latex(table) : draw(table)) + "\n";
  if (paired) out += paired_legend(systems.front(), arguments);
  out += "-----------------\nMetric signatures\n-----------------\n";
  const auto style = arguments.short_signature ? SignatureStyle::kShort : SignatureStyle::kLong;
  for (const ScoreColumn& column : columns)
    out += fmt::format(" - {:<10} {}\n", column.name, format_signature(column.signature, style));
  return out;
}

std::string single_report(const std::vector<ScoreLine>& lines, const ScoreArguments& arguments) {
  std::vector<std::string> entries;
  for (const ScoreLine& line : lines) entries.push_back(entry_of(line, arguments));
  if (entries.size() == 1) return entries.front() + "\n";
  if (arguments.format != ScoreFormat::kJson) return aligned(entries);
  std::string out = "[\n";
  for (size_t i = 0; i < entries.size(); ++i)
    out += entries[i] + (i + 1 < entries.size() ? ",\n" : "\n");
  return out + "]\n";
}

std::string details_text(const std::vector<DetailLine>& details, const ScoreArguments& arguments) {
  int64_t label_width = 0;
  int64_t name_width = 0;
  for (const DetailLine& line : details) {
    label_width = std::max(label_width, text::count_code_points(line.label) + 1);
    name_width = std::max(name_width, text::count_code_points(line.name));
  }
  const auto padded = [](const std::string& word, int64_t width) {
    return word + std::string(static_cast<size_t>(width - text::count_code_points(word)), ' ');
  };
  std::string out;
  for (const DetailLine& line : details)
    out += fmt::format("{}: sentences={:<6} {} = {}\n", padded(line.label, label_width),
                       line.sentences, padded(line.name, name_width),
                       fixed(line.score, line.decimals, arguments));
  return out;
}

}  // namespace

std::string score_report(const ScoreResults& results, const ScoreArguments& arguments) {
  if (!results.columns.empty())
    return arguments.format == ScoreFormat::kJson
               ? systems_json(results.systems, results.columns, arguments)
               : systems_text(results.systems, results.columns, arguments);
  if (!arguments.sentence_level)
    return single_report(results.lines, arguments) + details_text(results.details, arguments);
  std::string out;
  for (const ScoreLine& line : results.lines) out += text_of(line, arguments) + "\n";
  return out;
}

}  // namespace dragoman::cli
