// What a cell leaves behind: small, numbers only, kept beside the runs or with the results pages.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/evaluation.h"
#include "evaluation/svg_chart.h"

namespace dragoman::studies {

using Curves = std::map<std::string, std::vector<evaluation::Point>>;  // "eval/…" by step

struct Result {
  std::string key;       // of the cell and of how it was tested
  double seconds = 0.0;  // of training; of decoding where nothing was trained
  Curves curves;
  evaluation::Evaluation evaluation;  // of the held-out rows
};

// FOLDER/cell.json (key, seconds, curves), evaluation.json, and samples.jsonl if there are samples.
void save(const Result& result, const Path& folder);

// nullopt when there is none, or one with another key.
std::optional<Result> load(const Path& folder, const std::string& key);

}  // namespace dragoman::studies
