#include "rollouts/stretches.h"

#include "text/text_stream.h"

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using episodes::Span;
using episodes::SpanKind;

}  // namespace

Spoken::Spoken(const Episode& episode, const text::Tokenizer& tokenizer) {
  std::vector<int64_t> turn;
  for (const Span& span : episode.spans) {
    if (span.kind == SpanKind::kTool) {
      add_turn(turn, episode, tokenizer);
      turn.clear();
    }
    if (span.kind != SpanKind::kSampled && span.kind != SpanKind::kForced) continue;
    for (int64_t t = span.begin; t < span.end; ++t) turn.push_back(t);
  }
  add_turn(turn, episode, tokenizer);
}

void Spoken::add_turn(const std::vector<int64_t>& places, const Episode& episode,
                      const text::Tokenizer& tokenizer) {
  if (places.empty()) return;
  if (!text_.empty()) text_ += '\n';
  const size_t base = text_.size();
  const size_t first = pieces_.size();
  std::vector<TokenId> ids;
  for (const int64_t place : places) {
    const TokenId id = episode.tokens[place];
    const size_t begin = text_.size();
    text_ += tokenizer.token_bytes(id, ids.empty());
    pieces_.push_back({place, begin, text_.size()});
    ids.push_back(id);
  }
  if (text_.substr(base) == tokenizer.decode(ids, true)) return;
  // Bytes that are no text: piece by piece, as they become certain.
  text_.resize(base);
  text::TextStream stream(tokenizer, true);
  size_t waiting = first;
  for (size_t i = 0; i <= ids.size(); ++i) {
    const std::string piece = i < ids.size() ? stream.push(ids[i]) : stream.finish();
    if (piece.empty()) continue;
    const size_t last = std::min(first + i + 1, pieces_.size());
    for (; waiting < last; ++waiting)
      pieces_[waiting] = {places[waiting - first], text_.size(), text_.size() + piece.size()};
    text_ += piece;
  }
  for (; waiting < pieces_.size(); ++waiting)
    pieces_[waiting] = {places[waiting - first], text_.size(), text_.size()};
}

Spoken::Range Spoken::tokens_of(size_t begin, size_t end) const {
  Range range;
  for (const Piece& piece : pieces_) {
    if (piece.begin >= end || piece.end <= begin || piece.begin == piece.end) continue;
    if (range.end == 0) range.begin = piece.token;
    range.end = piece.token + 1;
  }
  return range;
}

int64_t credit_stretches(std::span<episodes::EpisodeGroup> groups, std::span<const data::Row> rows,
                         const text::Tokenizer& tokenizer, const rewards::RewardSet& rewards) {
  int64_t lost = 0;
  if (!rewards.gives_credits()) return lost;
  for (episodes::EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      if (!episode.usable()) continue;
      const auto credits = rewards.credits({.row = &rows[static_cast<size_t>(episode.labels.row)],
                                            .hypothesis = episode.hypothesis,
                                            .finish = episode.finish,
                                            .refinement = episode.refinement,
                                            .translation = episode.translation});
      if (credits.empty()) continue;
      const Spoken spoken(episode, tokenizer);
      const size_t at = spoken.text().rfind(episode.hypothesis);
      if (at == std::string::npos) {
        ++lost;
        continue;
      }
      for (const auto& [name, credit] : credits) {
        const Spoken::Range range = spoken.tokens_of(at + credit.begin, at + credit.end);
        if (range.end > range.begin)
          episode.credits.push_back({name, range.begin, range.end, credit.value});
      }
    }
  }
  return lost;
}

}  // namespace dragoman::rollouts
