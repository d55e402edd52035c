#include "training/packing.h"

#include <algorithm>
#include <map>

namespace dragoman::training {
namespace {

// The documents that are long enough, shuffled.
std::vector<Piece> whole_documents(const Documents& documents, int64_t min_length, Rng& rng) {
  std::vector<Piece> whole;
  for (int64_t i = 0; i < documents.count(); ++i)
    if (documents.length(i) >= min_length)
      whole.push_back({documents.starts[i], documents.length(i)});
  rng.shuffle(whole);
  return whole;
}

std::vector<PackedSequence> best_fit(std::vector<Piece> pieces, int64_t max_length) {
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.length > b.length; });
  std::vector<PackedSequence> sequences;
  std::map<int64_t, std::vector<size_t>> with_room;  // tokens left -> sequences
  for (const Piece& piece : pieces) {
    const auto found = with_room.lower_bound(piece.length);
    int64_t room = max_length;
    size_t chosen = sequences.size();
    if (found == with_room.end()) {
      sequences.emplace_back();
    } else {
      room = found->first;
      chosen = found->second.back();
      found->second.pop_back();
      if (found->second.empty()) with_room.erase(found);
    }
    sequences[chosen].push_back(piece);
    if (room > piece.length) with_room[room - piece.length].push_back(chosen);
  }
  return sequences;
}

// Pieces of at most `max_length` tokens.
std::vector<Piece> cut(const std::vector<Piece>& documents, int64_t max_length, bool keeps_rest) {
  std::vector<Piece> pieces;
  for (const Piece& document : documents)
    for (int64_t from = 0; from < document.length; from += max_length) {
      const int64_t length = std::min(max_length, document.length - from);
      if (length > 1 && (from == 0 || keeps_rest))
        pieces.push_back({document.begin + from, length});
    }
  return pieces;
}

std::vector<PackedSequence> wrapped(const std::vector<Piece>& documents, int64_t max_length) {
  std::vector<PackedSequence> sequences;
  int64_t room = 0;
  for (const Piece& document : documents)
    for (int64_t from = 0; from < document.length;) {
      if (room == 0) {
        sequences.emplace_back();
        room = max_length;
      }
      const int64_t length = std::min(room, document.length - from);
      if (length > 1) sequences.back().push_back({document.begin + from, length});
      from += length;
      room -= length;
    }
  std::erase_if(sequences, [](const PackedSequence& sequence) { return sequence.empty(); });
  return sequences;
}

}  // namespace

std::vector<PackedSequence> pack_documents(const Documents& documents,
                                           const PackingSettings& settings, Rng rng) {
  const std::vector<Piece> whole = whole_documents(documents, settings.min_length, rng);
  if (settings.strategy == "wrapped") return wrapped(whole, settings.max_length);
  return best_fit(cut(whole, settings.max_length, settings.strategy == "bfd_split"),
                  settings.max_length);
}

}  // namespace dragoman::training
