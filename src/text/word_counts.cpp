#include "text/word_counts.h"

#include <algorithm>

#include "base/parallel.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace dragoman::text {
namespace {

constexpr int64_t kTextsPerPart = 2048;

// The counts of a few texts; words look into the texts or into `storage`.
struct PartCounts {
  std::deque<std::string> storage;
  std::vector<CountedWord> words;
};

}  // namespace

size_t WordCounts::Hash::operator()(std::string_view word) const { return WordCache::hash(word); }

void WordCounts::add(std::span<const std::string> texts, const PreTokenizer& pre_tokenizer,
                     const Normalizer* normalizer) {
  const auto size = static_cast<int64_t>(texts.size());
  std::vector<PartCounts> parts(static_cast<size_t>((size + kTextsPerPart - 1) / kTextsPerPart));
  const auto count_part = [&](int64_t i) {
    PartCounts& part = parts[static_cast<size_t>(i)];
    Table places;
    Pieces pieces;
    const int64_t end = std::min(size, (i + 1) * kTextsPerPart);
    for (int64_t t = i * kTextsPerPart; t < end; ++t) {
      std::string_view text = texts[static_cast<size_t>(t)];
      if (first_invalid_utf8(text)) text = part.storage.emplace_back(repair_utf8(text));
      if (normalizer != nullptr) text = normalizer->apply(text, part.storage.emplace_back());
      pieces.views.clear();
      pre_tokenizer.split(text, pieces);
      for (const std::string_view piece : pieces.views) {
        const auto [place, fresh] = places.emplace(piece, static_cast<int64_t>(part.words.size()));
        if (fresh) part.words.push_back({piece, 0});
        ++part.words[static_cast<size_t>(place->second)].count;
      }
    }
    for (std::string& owned : pieces.owned) part.storage.push_back(std::move(owned));
  };
  parallel_for(static_cast<int64_t>(parts.size()), count_part);
  for (const PartCounts& part : parts) {
    for (const CountedWord& counted : part.words) {
      auto place = places_.find(counted.word);
      if (place == places_.end()) {
        const std::string_view owned = storage_.emplace_back(counted.word);
        place = places_.emplace(owned, static_cast<int64_t>(words_.size())).first;
        words_.push_back({owned, 0});
      }
      words_[static_cast<size_t>(place->second)].count += counted.count;
      total_ += counted.count;
    }
  }
}

}  // namespace dragoman::text
