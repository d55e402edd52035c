#include "transducers/word_codec.h"

#include <algorithm>

namespace dragoman::transducers {

bool Word::has(Affix affix) const {
  return std::find(affixes.begin(), affixes.end(), affix) != affixes.end();
}

bool Word::take(Affix affix) { return std::erase(affixes, affix) > 0; }

WordCodec::WordCodec(const Alphabet& alphabet, bool prefixing, int numerals, Rng rng)
    : syllabary_(alphabet, kAffixes, numerals, rng.derive("syllables")),
      cipher_(rng.derive("words").key()),
      prefixing_(prefixing) {}

std::string WordCodec::write(const Word& word) const {
  std::vector<uint8_t> letters;
  for (const char c : word.stem) letters.push_back(static_cast<uint8_t>(c - 'a'));
  cipher_.encipher(letters);
  std::string stem;
  size_t at = 0;
  for (; at + 1 < letters.size(); at += 2)
    stem += syllabary_.spelled(SyllableKind::kPair, letters[at] * kLetters + letters[at + 1]);
  if (at < letters.size()) stem += syllabary_.spelled(SyllableKind::kSingle, letters[at]);
  std::string text = prefixing_ ? "" : std::move(stem);
  for (size_t i = 0; i < word.affixes.size(); ++i) {
    const size_t place = prefixing_ ? word.affixes.size() - 1 - i : i;
    text += syllabary_.spelled(SyllableKind::kAffix, word.affixes[place]);
  }
  return prefixing_ ? text + stem : text;
}

std::optional<Word> WordCodec::read(std::string_view text) const {
  std::vector<Syllable> syllables;
  if (!syllabary_.read(text, syllables)) return std::nullopt;
  const auto is_affix = [](const Syllable& syllable) {
    return syllable.kind == SyllableKind::kAffix;
  };
  if (prefixing_) std::ranges::reverse(syllables);  // now the stem comes first, backwards
  const auto affixes = std::ranges::find_if(syllables, is_affix);
  if (!std::all_of(affixes, syllables.end(), is_affix)) return std::nullopt;
  Word word;
  for (auto affix = affixes; affix != syllables.end(); ++affix)
    word.affixes.push_back(static_cast<Affix>(affix->value));
  std::vector<Syllable> stem(syllables.begin(), affixes);
  if (prefixing_) std::ranges::reverse(stem);
  std::vector<uint8_t> letters;
  bool ended = false;
  for (const auto& [kind, value, begin, end] : stem) {
    if (ended || kind == SyllableKind::kNumeral) return std::nullopt;
    ended = kind == SyllableKind::kSingle;
    if (kind == SyllableKind::kPair) letters.push_back(static_cast<uint8_t>(value / kLetters));
    letters.push_back(static_cast<uint8_t>(value % kLetters));
  }
  if (letters.empty()) return std::nullopt;
  word.stem = read_stem(std::move(letters));
  return word;
}

std::string WordCodec::read_stem(std::vector<uint8_t> letters) const {
  cipher_.decipher(letters);
  std::string stem;
  for (const uint8_t letter : letters) stem += static_cast<char>('a' + letter);
  return stem;
}

}  // namespace dragoman::transducers
