// Evaluations as files: evaluation.json (numbers only) and samples.jsonl (texts).
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/line_reader.h"
#include "evaluation/evaluation.h"

namespace dragoman::evaluation {
namespace {

constexpr int64_t kVersion = 1;

Json metric_json(const MetricResult& metric) {
  Json values = Json::array();
  for (size_t i = 0; i < metric.statistics.rows(); ++i)
    for (const double value : metric.statistics.row(i)) {
      // Most statistics are counts: written as integers they are shorter.
      if (value == std::floor(value) && std::abs(value) < 1e15)
        values.push_back(static_cast<int64_t>(value));
      else
        values.push_back(value);
    }
  return {{"key", metric.key},
          {"name", metric.name},
          {"signature", metric.signature},
          {"higher_is_better", metric.higher_is_better},
          {"score", metric.score},
          {"config", metric.config},
          {"width", metric.statistics.width()},
          {"statistics", std::move(values)}};
}

// NaN is written as null.
double number(const Json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

MetricResult metric_from(const Json& json, size_t rows) {
  MetricResult metric;
  metric.key = json.at("key");
  metric.name = json.at("name");
  metric.signature = json.at("signature");
  metric.higher_is_better = json.at("higher_is_better");
  metric.score = number(json.at("score"));
  metric.config = json.at("config");
  const size_t width = json.at("width");
  const Json& values = json.at("statistics");
  if (width == 0 || values.size() != rows * width)
    throw_input("{} has {} statistics, {} rows of {} were expected", metric.key, values.size(),
                rows, width);
  metric.statistics = metrics::Statistics(rows, width);
  for (size_t i = 0; i < rows; ++i)
    for (size_t k = 0; k < width; ++k) metric.statistics.row(i)[k] = values[i * width + k];
  return metric;
}

std::map<std::string, double> scores_from(const Json& json) {
  std::map<std::string, double> scores;
  for (const auto& [key, value] : json.items()) scores[key] = number(value);
  return scores;
}

Json breakdown_json(const Breakdown& breakdown) {
  Json groups = Json::array();
  for (const Group& group : breakdown.groups)
    groups.push_back({{"label", group.label}, {"rows", group.rows}, {"scores", group.scores}});
  return {{"by", breakdown.by}, {"groups", std::move(groups)}, {"group_of", breakdown.group_of}};
}

Breakdown breakdown_from(const Json& json) {
  Breakdown breakdown{json.at("by"), {}};
  for (const Json& group : json.at("groups"))
    breakdown.groups.push_back(
        {group.at("label"), group.at("rows"), scores_from(group.at("scores"))});
  breakdown.group_of = json.value("group_of", std::vector<size_t>{});
  return breakdown;
}

Json evaluation_json(const Evaluation& evaluation) {
  Json json = {{"version", kVersion},
               {"system", evaluation.system},
               {"rows", evaluation.rows},
               {"rows_fingerprint", evaluation.rows_fingerprint},
               {"decoding", evaluation.decoding},
               {"scores", evaluation.scores()},
               {"seconds", evaluation.seconds},
               {"metrics", Json::array()},
               {"breakdowns", Json::array()}};
  for (const auto& metric : evaluation.metrics) json["metrics"].push_back(metric_json(metric));
  for (const auto& part : evaluation.breakdowns) json["breakdowns"].push_back(breakdown_json(part));
  return json;
}

Evaluation evaluation_from(const Json& json) {
  if (json.at("version") != kVersion)
    throw_input("is of version {}, this program reads {}", json.at("version").dump(), kVersion);
  Evaluation evaluation;
  evaluation.system = json.at("system");
  evaluation.rows = json.at("rows");
  evaluation.rows_fingerprint = json.at("rows_fingerprint");
  evaluation.decoding = json.at("decoding");
  const Json& scores = json.at("scores");
  evaluation.length_ratio = number(scores.at("length_ratio"));
  evaluation.truncated_share = scores.at("truncated_share");
  evaluation.empty_share = scores.at("empty_share");
  evaluation.mean_tokens = scores.at("mean_tokens");
  evaluation.seconds = json.at("seconds");
  for (const Json& metric : json.at("metrics"))
    evaluation.metrics.push_back(metric_from(metric, static_cast<size_t>(evaluation.rows)));
  for (const Json& part : json.at("breakdowns"))
    evaluation.breakdowns.push_back(breakdown_from(part));
  return evaluation;
}

}  // namespace

Json sample_json(const Sample& sample) {
  return {{"id", sample.id},
          {"direction", sample.direction},
          {"source", sample.source},
          {"references", sample.references},
          {"hypothesis", sample.hypothesis},
          {"truncated", sample.truncated},
          {"scores", sample.scores}};
}

Sample sample_from(const Json& json, std::string_view where) {
  try {
    return {json.at("id"),
            json.at("direction"),
            json.at("source"),
            json.at("references"),
            json.at("hypothesis"),
            json.at("truncated"),
            scores_from(json.at("scores"))};
  } catch (const Json::exception& error) {
    throw_input("{}: not a sample: {}", where, error.what());
  }
}

void save(const Evaluation& evaluation, const Path& folder) {
  write_file(folder / "evaluation.json", to_line(evaluation_json(evaluation)) + '\n');
  if (evaluation.samples.empty()) return;
  std::string lines;
  for (const Sample& sample : evaluation.samples) lines += to_line(sample_json(sample)) + '\n';
  write_file(folder / "samples.jsonl", lines);
}

Evaluation load(const Path& path) {
  const Path file = std::filesystem::is_directory(path) ? path / "evaluation.json" : path;
  const Json json = parse_json(read_file(file), file.string());
  Evaluation evaluation;
  try {
    evaluation = evaluation_from(json);
  } catch (const Json::exception& error) {
    throw_input("{}: not an evaluation: {}", file.string(), error.what());
  } catch (const Error& error) {
    throw_input("{}: {}", file.string(), error.what());
  }
  const Path samples = file.parent_path() / "samples.jsonl";
  if (!std::filesystem::exists(samples)) return evaluation;
  LineReader lines(samples);
  for (std::string line; lines.next(line);)
    evaluation.samples.push_back(sample_from(parse_json(line, lines.where()), lines.where()));
  return evaluation;
}

}  // namespace dragoman::evaluation
