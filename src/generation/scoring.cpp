#include "generation/scoring.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

#include "generation/plan.h"
#include "kernels/vector_ops.h"
#include "nn/head.h"
#include "nn/transformer.h"

namespace dragoman::generation {
namespace {

constexpr int64_t kPackedCells = 8192;   // padded tokens of a forward pass
constexpr int64_t kCachedTokens = 8192;  // of the sequences whose rows are computed together
constexpr size_t kRowsOfAStep = 1024;

std::vector<int64_t> lengths_of(Sequences sequences) {
  std::vector<int64_t> lengths;
  for (const auto& sequence : sequences) lengths.push_back(static_cast<int64_t>(sequence.size()));
  return lengths;
}

// Rows of whole sequences, each with pages of its own, and where their results belong.
class Sheet {
 public:
  Sheet(Sequences sequences, std::span<const size_t> chosen,
        std::vector<std::vector<float>>& results)
      : tables_(chosen.size()) {
    for (size_t i = 0; i < chosen.size(); ++i)
      add(sequences[chosen[i]], tables_[i], results[chosen[i]]);
  }

  int64_t pages() const { return pages_; }

  void play(Decoder& decoder) const {
    const std::span<const StepRow> rows(rows_);
    for (size_t begin = 0; begin < rows.size(); begin += kRowsOfAStep)
      decoder.step(rows.subspan(begin, std::min(kRowsOfAStep, rows.size() - begin)),
                   [this](const StepRow& row, std::span<const float> logits) {
                     const auto& [token, place] = targets_[static_cast<size_t>(row.draw_begin)];
                     const auto norm = kernels::normalize(logits.data(), logits.size(), nullptr);
                     *place = static_cast<float>(norm.logprob(logits[token]));
                   });
  }

 private:
  struct Target {
    TokenId token;
    float* place;
  };

  void add(const std::vector<TokenId>& tokens, PageTable& table, std::vector<float>& result) {
    const auto length = static_cast<int32_t>(tokens.size());
    result.assign(tokens.size(), std::numeric_limits<float>::quiet_NaN());
    for (int64_t page = pages_for(length); page > 0; --page)
      table.push_back(static_cast<PageId>(pages_++));
    for (int32_t t = 0; t + 1 < length; ++t) {
      const auto target = static_cast<int32_t>(targets_.size());
      rows_.push_back({tokens[t], t, length, &table, target, target + 1});
      targets_.push_back({tokens[t + 1], &result[t + 1]});
    }
  }

  std::vector<PageTable> tables_;
  std::vector<StepRow> rows_;
  std::vector<Target> targets_;
  int64_t pages_ = 0;
};

}  // namespace

std::vector<std::vector<float>> score_rows(Decoder& decoder, Sequences sequences) {
  std::vector<std::vector<float>> results(sequences.size());
  for (const auto& chosen : plan_packs(lengths_of(sequences), kCachedTokens)) {
    const Sheet sheet(sequences, chosen, results);
    decoder.make_cache(sheet.pages());
    sheet.play(decoder);
  }
  return results;
}

// Row t of the hidden states scores token t + 1, so a pack is scored whole and the scores across a
// border between two sequences are dropped.
std::vector<std::vector<float>> score_packed(const nn::Weights& weights, at::ScalarType compute,
                                             Sequences sequences) {
  const at::NoGradGuard no_gradients;
  std::vector<std::vector<float>> results(sequences.size());
  passes::Passes passes;
  for (const auto& chosen : plan_packs(lengths_of(sequences), kPackedCells)) {
    std::vector<TokenId> tokens;
    std::vector<int32_t> cu_seqlens{0}, positions;
    for (const size_t i : chosen) {
      tokens.insert(tokens.end(), sequences[i].begin(), sequences[i].end());
      for (size_t t = 0; t < sequences[i].size(); ++t) positions.push_back(static_cast<int32_t>(t));
      cu_seqlens.push_back(static_cast<int32_t>(tokens.size()));
    }
    const nn::PackedLayout layout = nn::make_layout(weights, tokens, cu_seqlens, positions);
    const at::Tensor hidden = nn::forward_packed(weights, layout, {compute, {}, false, &passes});
    const int64_t scored_rows = hidden.size(0) - 1;
    const at::Tensor scored =
        nn::score_targets(hidden.narrow(0, 0, scored_rows), weights.head,
                          layout.tokens.narrow(0, 1, scored_rows),
                          {.compute = compute, .cap = weights.config.logit_cap, .passes = &passes})
            .logprob.to(at::kCPU);
    const float* data = scored.const_data_ptr<float>();
    for (size_t i = 0; i < chosen.size(); ++i) {
      std::vector<float>& result = results[chosen[i]];
      result.push_back(std::numeric_limits<float>::quiet_NaN());
      result.insert(result.end(), data + cu_seqlens[i], data + cu_seqlens[i + 1] - 1);
    }
  }
  return results;
}

}  // namespace dragoman::generation
