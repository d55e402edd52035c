#include "transducers/english_word.h"

#include <array>

#include "transducers/morphology.h"

namespace dragoman::transducers {
namespace {

struct Contraction {
  std::string_view letters;
  Affix affix;
};

constexpr auto kContractions = std::to_array<Contraction>({{"s", kGenitive},
                                                           {"re", kAre},
                                                           {"ve", kHave},
                                                           {"ll", kWill},
                                                           {"d", kHad},
                                                           {"m", kAm},
                                                           {"t", kNot}});

// "don" and "t" are "do" and kNot. False when that does not give the letters back.
bool take_not(std::string& letters) {
  const std::string whole = letters + "'t";
  for (const std::string& stem :
       {std::string("can"), std::string("will"), letters.substr(0, letters.size() - 1)}) {
    if (stem.empty() || inflect(stem, kNot) != whole) continue;
    letters = stem;
    return true;
  }
  return false;
}

bool take_contraction(const Item& item, EnglishWord& word) {
  const std::string_view written = item.tokens[2].text;
  const std::string letters = lower_ascii(written);
  const bool capitals = word.letter_case == LetterCase::kCapitals;
  if (written != (capitals ? in_case(letters, LetterCase::kCapitals) : letters)) return false;
  for (const Contraction& known : kContractions) {
    if (known.letters != letters) continue;
    word.contraction = known.affix;
    return known.affix != kNot || take_not(word.letters);
  }
  return false;
}

char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string lower_ascii(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

std::string in_case(std::string word, LetterCase letter_case) {
  if (letter_case == LetterCase::kCapitals)
    for (char& c : word) c = upper_ascii(c);
  else if (letter_case == LetterCase::kCapital && !word.empty())
    word.front() = upper_ascii(word.front());
  return word;
}

std::optional<EnglishWord> english_word(const Item& item, bool contractions) {
  const Token& first = item.tokens.front();
  if (item.fixed || first.kind != TokenKind::kWord) return std::nullopt;
  EnglishWord word{lower_ascii(first.text), case_of(first.text)};
  if (item.tokens.size() == 1) return word;
  if (!contractions || item.tokens.size() != 3 || item.tokens[1].text != "'" ||
      !take_contraction(item, word))
    return std::nullopt;
  return word;
}

Word stem_and_forms(const EnglishWord& word, bool grammar) {
  if (!grammar) return {word.letters, {}};
  Analysis analysis = analyze(word.letters);
  if (word.contraction) analysis.forms.push_back(*word.contraction);
  return {std::move(analysis.stem), std::move(analysis.forms)};
}

std::string spelled_in_english(const Word& word) {
  std::string text = word.stem;
  for (const Affix affix : word.affixes)
    if (affix < kForms) text = inflect(text, affix);
  if (word.has(kCapitalsMark)) return in_case(std::move(text), LetterCase::kCapitals);
  return in_case(std::move(text),
                 word.has(kCapitalMark) ? LetterCase::kCapital : LetterCase::kSmall);
}

}  // namespace dragoman::transducers
