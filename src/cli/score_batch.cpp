#include "cli/score_batch.h"

#include <fmt/ranges.h>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "cli/output.h"
#include "cli/score_input.h"
#include "cli/score_output.h"
#include "cli/score_results.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

using metrics::SignatureStyle;

Json interval_json(const std::optional<metrics::Interval>& interval) {
  Json json;
  json["mean"] = interval ? Json(interval->mean) : Json();
  json["half_width"] = interval ? Json(interval->half_width) : Json();
  return json;
}

Json line_json(const ScoreLine& line) {
  Json json = {{"name", line.name}, {"score", line.score}};
  json["signature"] = format_signature(line.signature, SignatureStyle::kLong);
  json["details"] = line.details;
  json["statistics"] = line.statistics;
  if (line.interval) json.update(interval_json(line.interval));
  return json;
}

Json column_json(const ScoreColumn& column) {
  Json json = {{"name", column.name}};
  json["signature"] = format_signature(column.signature, SignatureStyle::kLong);
  json["systems"] = Json::array();
  for (const metrics::PairedResult& result : column.results) {
    Json one = {{"score", result.score}, {"p_value", result.p_value}};
    one.update(interval_json(result.interval));
    json["systems"].push_back(std::move(one));
  }
  return json;
}

template <class Value>
Value read_as(const Json& json, const char* key, const std::string& where, const char* form) {
  try {
    return json.at(key).get<Value>();
  } catch (const Json::exception&) {
    throw_input("{}: {} must be {}", where, key, form);
  }
}

std::vector<std::string> arguments_of(const Json& given, const std::string& where) {
  if (!given.is_object()) throw_input("{}: a case is a JSON object", where);
  if (!given.contains("arguments")) return {};
  return read_as<std::vector<std::string>>(given, "arguments", where, "a list of texts");
}

// The words of each text, with single spaces between.
Json tokens_json(const Json& given, const metrics::Metric& metric, const std::string& where) {
  Json tokens = Json::array();
  for (const auto& text : read_as<std::vector<std::string>>(given, "hypotheses", where, "texts")) {
    const std::string spaced = metric.preprocess(text);
    tokens.push_back(fmt::format("{}", fmt::join(text::split_whitespace(spaced), " ")));
  }
  return tokens;
}

Json results_json(const ScoreResults& results, const ScoreArguments& arguments) {
  Json out = {{"output", score_report(results, arguments)}, {"scores", Json::array()}};
  for (const ScoreLine& line : results.lines) out["scores"].push_back(line_json(line));
  for (const ScoreColumn& column : results.columns) out["scores"].push_back(column_json(column));
  return out;
}

Json run_case(const Json& given, const std::string& where) {
  const auto words = arguments_of(given, where);
  const auto arguments = parse_score_arguments(words);
  if (!arguments || !arguments->batch.empty() || arguments->test_set.list ||
      !arguments->test_set.echo.empty())
    throw_input("{}: the arguments of a case must ask for scores", where);
  const Metrics metrics = make_metrics(*arguments);
  Json out = Json::object();
  if (given.contains("statistics")) {
    const auto rows = read_as<std::vector<std::vector<double>>>(given, "statistics", where,
                                                                "a list of rows of numbers");
    out["scores"] = Json::array({line_json(score_statistics(*metrics.front(), rows))});
  } else if (!given.contains("references") && given.contains("hypotheses")) {
    if (!given.contains("tokens")) throw_input("{}: references are missing", where);
  } else {
    const ScoreInput input = given.contains("references")
                                 ? read_score_case(given, *arguments, where)
                                 : read_score_input(*arguments);
    out = results_json(score_systems(*arguments, input, metrics), *arguments);
  }
  if (given.value("tokens", Json(false)) == Json(true))
    out["tokens"] = tokens_json(given, *metrics.front(), where);
  return out;
}

}  // namespace

void run_batch(const ScoreArguments& arguments) {
  LineReader reader(arguments.batch);
  std::string line;
  while (reader.next(line)) {
    const std::string where = reader.where();
    print_out("{}\n", to_line(run_case(parse_json(line, where), where)));
  }
}

}  // namespace dragoman::cli
