#include "cli/calibration.h"

#include <algorithm>

#include "base/error.h"
#include "cli/jsonl.h"
#include "cli/model_text.h"
#include "episodes/backend.h"

namespace dragoman::cli {
namespace {

constexpr int64_t kRowsAtATime = 64;
constexpr size_t kLongest = 1024;  // tokens; what is longer is cut in pieces

using Sequences = std::vector<std::vector<TokenId>>;

// A row of parallel text reads as its source and its first reference, a line each.
Json as_text(Json row, const std::string& where) {
  if (row.contains("text") || row.contains("input_ids") || !row.contains("source")) return row;
  if (!row["source"].is_string() || !row.contains("references") || !row["references"].is_array() ||
      row["references"].empty() || !row["references"][0].is_string())
    throw_input("{}: needs \"source\", a text, and \"references\", texts", where);
  const std::string text =
      row["source"].get<std::string>() + "\n" + row["references"][0].get<std::string>();
  return {{"text", text}};
}

Sequences read_sequences(const ModelText& text, const Path& file, size_t most) {
  LineReader lines(file);
  Sequences sequences;
  size_t held = 0;
  while (held < most) {
    const auto rows = read_json_lines(lines, kRowsAtATime);
    if (rows.empty()) break;
    for (const JsonLine& row : rows) {
      const std::vector<TokenId> ids = text.sequence_ids(as_text(row.row, row.where), row.where);
      for (size_t begin = 0; begin < ids.size() && held < most; begin += kLongest) {
        const size_t count = std::min({kLongest, ids.size() - begin, most - held});
        const auto first = ids.begin() + static_cast<std::ptrdiff_t>(begin);
        sequences.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
        held += count;
      }
    }
  }
  if (held == 0) throw_input("{}: no text to calibrate with", file.string());
  return sequences;
}

}  // namespace

std::vector<merging::Moments> measure_moments(const std::vector<Path>& models,
                                              const std::vector<Path>& files, int64_t most) {
  std::vector<merging::Moments> moments;
  for (size_t k = 0; k < models.size(); ++k) {
    const ModelText text(models[k]);
    moments.push_back(episodes::backend().input_moments(
        {models[k], read_sequences(text, files[k], static_cast<size_t>(most))}));
  }
  return moments;
}

}  // namespace dragoman::cli
