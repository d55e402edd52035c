#include "cli/jsonl.h"

#include <charconv>
#include <cmath>

namespace dragoman::cli {

std::vector<JsonLine> read_json_lines(LineReader& lines, int64_t count) {
  std::vector<JsonLine> rows;
  std::string line;
  while (static_cast<int64_t>(rows.size()) < count && lines.next(line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    rows.push_back({parse_json(line, lines.where()), lines.where()});
  }
  return rows;
}

Json float_json(float value) {
  if (!std::isfinite(value)) return nullptr;
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof digits, value);
  double shortest = 0.0;
  std::from_chars(digits, written.ptr, shortest);
  return shortest;
}

Json float_list(std::span<const float> values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(float_json(value));
  return list;
}

}  // namespace dragoman::cli
