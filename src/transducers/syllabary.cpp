#include "transducers/syllabary.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "text/utf8.h"
#include "transducers/word_cipher.h"

namespace dragoman::transducers {

Syllabary::Syllabary(const Alphabet& alphabet, int affixes, int numerals, Rng rng) {
  spell_all(alphabet);
  std::vector<int> open, closed;
  for (int i = 0; i < static_cast<int>(spellings_.size()); ++i)
    (i % codas_ == 0 ? open : closed).push_back(i);
  rng.derive("open").shuffle(open);
  rng.derive("closed").shuffle(closed);
  // Most open syllables go to affixes, which are frequent; the rest is mixed into the stems.
  const size_t short_affixes = std::min(open.size() * 2 / 3, static_cast<size_t>(affixes));
  std::vector<int> order(open.begin(), open.begin() + static_cast<long>(short_affixes));
  std::vector<int> rest(open.begin() + static_cast<long>(short_affixes), open.end());
  rest.insert(rest.end(), closed.begin(), closed.end());
  rng.derive("rest").shuffle(rest);
  order.insert(order.end(), rest.begin(), rest.end());
  const int needed = affixes + numerals + kLetters + kLetters * kLetters;
  DRAGOMAN_CHECK(needed <= static_cast<int>(order.size()), "an alphabet has too few syllables");
  auto next = order.begin();
  for (int i = 0; i < affixes; ++i) assign(*next++, SyllableKind::kAffix, i);
  for (int i = 0; i < numerals; ++i) assign(*next++, SyllableKind::kNumeral, i);
  for (int i = 0; i < kLetters; ++i) assign(*next++, SyllableKind::kSingle, i);
  for (int i = 0; i < kLetters * kLetters; ++i) assign(*next++, SyllableKind::kPair, i);
}

void Syllabary::spell_all(const Alphabet& alphabet) {
  base_ = std::min(*std::ranges::min_element(alphabet.consonants),
                   *std::ranges::min_element(alphabet.vowels));
  vowels_ = static_cast<int>(alphabet.vowels.size());
  codas_ = static_cast<int>(alphabet.codas.size()) + 1;
  const auto at = [&](char32_t letter) -> LetterClass& { return classes_.at(letter - base_); };
  for (size_t i = 0; i < alphabet.consonants.size(); ++i)
    at(alphabet.consonants[i]).consonant = static_cast<int>(i);
  for (size_t i = 0; i < alphabet.vowels.size(); ++i)
    at(alphabet.vowels[i]).vowel = static_cast<int>(i);
  for (size_t i = 0; i < alphabet.codas.size(); ++i)
    at(alphabet.codas[i]).coda = static_cast<int>(i) + 1;
  for (const char32_t consonant : alphabet.consonants)
    for (const char32_t vowel : alphabet.vowels) {
      const std::u32string open{consonant, vowel};
      spellings_.push_back(text::to_utf8(open));
      for (const char32_t coda : alphabet.codas) spellings_.push_back(text::to_utf8(open + coda));
    }
  roles_.resize(spellings_.size());
}

void Syllabary::assign(int index, SyllableKind kind, int value) {
  const auto syllable = static_cast<size_t>(index);
  roles_[syllable].kind = kind;
  roles_[syllable].value = static_cast<uint16_t>(value);
  by_kind_[static_cast<size_t>(kind)].push_back(&spellings_[syllable]);
}

const std::string& Syllabary::spelled(SyllableKind kind, int value) const {
  return *by_kind_[static_cast<size_t>(kind)].at(static_cast<size_t>(value));
}

const Syllabary::LetterClass* Syllabary::classify(char32_t letter) const {
  return letter >= base_ && letter - base_ < classes_.size() ? &classes_[letter - base_] : nullptr;
}

bool Syllabary::read(std::string_view text, std::vector<Syllable>& syllables) const {
  syllables.clear();
  if (text.size() > std::numeric_limits<uint16_t>::max()) return false;
  struct Letter {
    const LetterClass* as;
    uint16_t end;
  };
  std::vector<Letter> letters;
  for (size_t at = 0; at < text.size();) {
    const LetterClass* as = classify(text::next_code_point(text, at));
    if (as == nullptr) return false;
    letters.push_back({as, static_cast<uint16_t>(at)});
  }
  for (size_t i = 0; i < letters.size();) {
    if (i + 1 >= letters.size()) return false;
    const int consonant = letters[i].as->consonant;
    const int vowel = letters[i + 1].as->vowel;
    if (consonant == kNone || vowel == kNone) return false;
    const uint16_t begin = i == 0 ? uint16_t{0} : letters[i - 1].end;
    i += 2;
    int coda = 0;
    // A consonant before a vowel opens the next syllable.
    const bool closes =
        i < letters.size() && (i + 1 == letters.size() || letters[i + 1].as->vowel == kNone);
    if (closes) coda = letters[i++].as->coda;
    if (coda == kNone) return false;
    Syllable syllable = roles_[static_cast<size_t>((consonant * vowels_ + vowel) * codas_ + coda)];
    if (syllable.kind == SyllableKind::kUnused) return false;
    syllable.begin = begin;
    syllable.end = letters[i - 1].end;
    syllables.push_back(syllable);
  }
  return true;
}

}  // namespace dragoman::transducers
