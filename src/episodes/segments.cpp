#include "episodes/segments.h"

#include "base/error.h"

namespace dragoman::episodes {

void append_segment(std::span<const TokenId> tokens, std::span<const uint8_t> predicted,
                    int64_t group, PolicyBatch& batch) {
  DRAGOMAN_CHECK(tokens.size() == predicted.size(), "every token is predicted or not");
  if (batch.cu_seqlens.empty()) batch.cu_seqlens.push_back(0);
  batch.tokens.insert(batch.tokens.end(), tokens.begin(), tokens.end());
  batch.predicted.insert(batch.predicted.end(), predicted.begin(), predicted.end());
  for (size_t t = 0; t < tokens.size(); ++t) batch.positions.push_back(static_cast<int32_t>(t));
  batch.cu_seqlens.push_back(static_cast<int32_t>(batch.tokens.size()));
  batch.groups.push_back(group);
}

void weigh_last_segment(float weight, PolicyBatch& batch) {
  for (size_t t = batch.weights.size(); t < batch.tokens.size(); ++t)
    batch.weights.push_back(batch.predicted[t] != 0 ? weight : 0.0F);
}

std::vector<uint8_t> close_for_score(std::vector<TokenId>& tokens) {
  std::vector<uint8_t> predicted(tokens.size(), 0);
  tokens.push_back(tokens.back());
  predicted.push_back(1);
  return predicted;
}

}  // namespace dragoman::episodes
