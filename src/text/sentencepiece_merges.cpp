#include "text/sentencepiece_merges.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "text/utf8.h"

namespace dragoman::text {
namespace {

constexpr size_t kLongestMerged = 2048;  // in bytes; sentencepiece learns none over 512 characters

struct Merge {
  size_t piece;  // what the two become
  size_t cut;    // bytes of the left one
};

bool takes_part(const SentencePiece& piece) {
  const bool plain = piece.type == PieceType::kNormal || piece.type == PieceType::kUserDefined;
  return plain && piece.text.size() <= kLongestMerged;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> sentencepiece_merges(
    const SentencepieceModel& model) {
  std::unordered_set<std::string_view> parts;
  for (const SentencePiece& piece : model.pieces)
    if (takes_part(piece)) parts.insert(piece.text);
  std::vector<Merge> found;
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const std::string_view text = model.pieces[id].text;
    if (!takes_part(model.pieces[id])) continue;
    for (size_t cut = 0; cut < text.size();) {
      next_code_point(text, cut);
      if (cut < text.size() && parts.contains(text.substr(0, cut)) &&
          parts.contains(text.substr(cut)))
        found.push_back({id, cut});
    }
  }
  std::stable_sort(found.begin(), found.end(), [&](const Merge& a, const Merge& b) {
    return model.pieces[a.piece].score > model.pieces[b.piece].score;
  });
  std::vector<std::pair<std::string, std::string>> merges;
  merges.reserve(found.size());
  for (const Merge& merge : found) {
    const std::string& text = model.pieces[merge.piece].text;
    merges.emplace_back(text.substr(0, merge.cut), text.substr(merge.cut));
  }
  return merges;
}

}  // namespace dragoman::text
