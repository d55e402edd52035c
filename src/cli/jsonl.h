// Streams of JSON lines between standard input and output.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/line_reader.h"

namespace dragoman::cli {

struct JsonLine {
  Json row;
  std::string where;  // "standard input: line 3"
};

// The next `count` rows at most, empty at the end; blank lines are skipped.
std::vector<JsonLine> read_json_lines(LineReader& lines, int64_t count);

// A float as the shortest decimals that give it back; what is not finite becomes null.
Json float_json(float value);
Json float_list(std::span<const float> values);

}  // namespace dragoman::cli
