#include "data/pipeline.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

int64_t longest_side(const Row& row) {
  int64_t longest = text::count_code_points(row.source);
  for (const auto& reference : row.references)
    longest = std::max(longest, text::count_code_points(reference));
  return longest;
}

}  // namespace

std::string Counts::text() const {
  std::string line = fmt::format("{} of {} rows kept", kept, read);
  for (const auto& stage : stages) {
    if (stage.dropped == 0 && stage.changed == 0) continue;
    line += "; " + stage.name;
    if (stage.dropped > 0) line += fmt::format(" dropped {}", stage.dropped);
    if (stage.changed > 0)
      line += fmt::format("{} changed {}", stage.dropped > 0 ? " and" : "", stage.changed);
  }
  return line;
}

Json Counts::json() const {
  Json list = Json::array();
  for (const auto& stage : stages)
    list.push_back({{"name", stage.name}, {"dropped", stage.dropped}, {"changed", stage.changed}});
  return {{"read", read}, {"kept", kept}, {"stages", list}};
}

Pipeline::Pipeline(const DataConfig& config) : config_(config), reader_(open_reader(config)) {
  counts_.stages.push_back({"long_rows"});
  for (const auto& [part] : config.stages) {
    stages_.push_back(part.make());
    counts_.stages.push_back({part.name()});
  }
}

bool Pipeline::next(Row& row) {
  if (config_.limit > 0 && counts_.kept == config_.limit) return false;
  while (reader_->next(row)) {
    ++counts_.read;
    complete(row);
    if (!fits(row)) {
      ++counts_.stages.front().dropped;
      continue;
    }
    if (!pass_stages(row)) continue;
    ++counts_.kept;
    return true;
  }
  return false;
}

void Pipeline::complete(Row& row) const {
  if (row.source_language.empty()) row.source_language = config_.source_language;
  if (row.target_language.empty()) row.target_language = config_.target_language;
  if (row.domain.empty()) row.domain = config_.domain;
}

bool Pipeline::fits(const Row& row) const {
  if (config_.max_characters == 0) return true;
  const int64_t longest = longest_side(row);
  if (longest <= config_.max_characters) return true;
  if (config_.long_rows == "skip") return false;
  throw_input(
      "{}: a text of {} characters is longer than max_characters ({}); raise it, or skip such "
      "rows with long_rows = \"skip\"",
      reader_->where(), longest, config_.max_characters);
}

bool Pipeline::pass_stages(Row& row) {
  for (size_t i = 0; i < stages_.size(); ++i) {
    StageCount& count = counts_.stages[i + 1];
    const std::string source = row.source;
    const auto references = row.references;
    if (!stages_[i]->apply(row)) {
      ++count.dropped;
      return false;
    }
    if (row.source != source || row.references != references) ++count.changed;
  }
  return true;
}

std::vector<Row> load(const DataConfig& config, Counts* counts) {
  Pipeline pipeline(config);
  std::vector<Row> rows;
  for (Row row; pipeline.next(row);) rows.push_back(std::move(row));
  if (counts != nullptr) *counts = pipeline.counts();
  if (rows.empty())
    throw_input("{}: no row is left: {}", config.paths.front(), pipeline.counts().text());
  return rows;
}

}  // namespace dragoman::data
