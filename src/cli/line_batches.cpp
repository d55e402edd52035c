#include "cli/line_batches.h"

#include <vector>

#include "base/line_reader.h"
#include "base/parallel.h"
#include "cli/output.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

constexpr size_t kBatchLines = 4096;
constexpr size_t kBatchBytes = size_t{4} << 20;
constexpr int64_t kGrain = 32;

struct Batch {
  std::vector<std::string> lines;
  std::vector<std::string> places;
};

// Not empty unless the input has ended.
Batch next_batch(LineReader& reader) {
  Batch batch;
  std::string line;
  for (size_t bytes = 0; batch.lines.size() < kBatchLines && bytes < kBatchBytes;) {
    if (!reader.next(line)) break;
    bytes += line.size();
    batch.lines.push_back(line);
    batch.places.push_back(reader.where());
  }
  return batch;
}

}  // namespace

void transform_lines(
    const std::function<std::string(std::string_view line, const std::string& where)>& transform) {
  LineReader reader(Path("-"));
  while (true) {
    Batch batch = next_batch(reader);
    if (batch.lines.empty()) return;
    parallel_for(
        static_cast<int64_t>(batch.lines.size()),
        [&](int64_t i) {
          std::string& line = batch.lines[static_cast<size_t>(i)];
          const std::string& where = batch.places[static_cast<size_t>(i)];
          text::require_utf8(line, where);
          line = transform(line, where);
        },
        kGrain);
    for (const std::string& line : batch.lines) write_out(line + "\n");
  }
}

}  // namespace dragoman::cli
