#include "generation/attention_plan.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace dragoman::generation {
namespace {

std::vector<Stretch> stretches_of(std::span<const StepRow> rows) {
  std::vector<Stretch> stretches;
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool goes_on = !stretches.empty() && stretches.back().pages == rows[i].pages &&
                         stretches.back().tokens() == rows[i].position;
    if (!goes_on) stretches.push_back({i, i, rows[i].pages, rows[i].position});
    ++stretches.back().end;
  }
  return stretches;
}

// Sequences of one class are padded to less than twice their rows.
int size_class(const Stretch& stretch) {
  return std::bit_width(static_cast<uint64_t>(stretch.rows() - 1));
}

void complete(AttentionBatch& batch) {
  for (const Stretch& stretch : batch.stretches)
    batch.queries = std::max(batch.queries, stretch.rows());
  for (const Stretch& stretch : batch.stretches) {
    for (int64_t q = 0; q < batch.queries; ++q) {
      const auto row = static_cast<int64_t>(stretch.begin) + std::min(q, stretch.rows() - 1);
      if (q < stretch.rows()) {
        batch.rows.push_back(row);
        batch.cells.push_back(static_cast<int64_t>(batch.query_rows.size()));
      }
      batch.query_rows.push_back(row);
    }
  }
}

// The page of the first token that a sequence's first row sees.
int64_t first_page(const Stretch& stretch, int64_t window) {
  const int64_t first = window > 0 ? stretch.first_position + 1 - window : 0;
  return std::max<int64_t>(first, 0) / kTokensAPage;
}

}  // namespace

std::vector<AttentionBatch> plan_attention(std::span<const StepRow> rows, int64_t cells) {
  std::vector<Stretch> stretches = stretches_of(rows);
  const auto order = [](const Stretch& stretch) {
    return std::tuple(size_class(stretch), stretch.tokens());
  };
  std::stable_sort(stretches.begin(), stretches.end(),
                   [&](const Stretch& a, const Stretch& b) { return order(a) < order(b); });
  std::vector<AttentionBatch> batches;
  for (const Stretch& stretch : stretches) {
    const int64_t widest = int64_t{1} << size_class(stretch);
    const bool fits =
        !batches.empty() && size_class(batches.back().stretches.back()) == size_class(stretch) &&
        static_cast<int64_t>(batches.back().stretches.size() + 1) * stretch.tokens() * widest <=
            cells;
    if (!fits) batches.emplace_back();
    batches.back().stretches.push_back(stretch);
  }
  for (AttentionBatch& batch : batches) complete(batch);
  return batches;
}

Sight sight_of(const AttentionBatch& batch, int64_t window) {
  int64_t most = 0;  // pages
  for (const Stretch& stretch : batch.stretches)
    most = std::max(most, pages_for(stretch.tokens()) - first_page(stretch, window));
  const int64_t width = most * kTokensAPage;
  Sight sight;
  for (const Stretch& stretch : batch.stretches) {
    const int64_t first = first_page(stretch, window);
    for (int64_t page = first; page < first + most; ++page)
      sight.pages.push_back(page < pages_for(stretch.tokens()) ? (*stretch.pages)[page] : 0);
    for (int64_t q = 0; q < batch.queries; ++q) {
      const int64_t end = stretch.first_position + std::min(q + 1, stretch.rows());
      const int64_t begin = window > 0 ? std::max<int64_t>(end - window, 0) : 0;
      for (int64_t t = first * kTokensAPage; t < first * kTokensAPage + width; ++t)
        sight.seen.push_back(t >= begin && t < end);
    }
  }
  return sight;
}

}  // namespace dragoman::generation
