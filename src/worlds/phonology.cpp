#include "worlds/phonology.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/error.h"

namespace dragoman::worlds {
namespace {

constexpr size_t kCoreConsonants = 7;  // every language has p t k m n s l

bool contains(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

char draw(std::string_view from, Rng& rng) { return from[rng.below(from.size())]; }

char last_vowel(const std::vector<std::string>& segments) {
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment)
    for (auto phoneme = segment->rbegin(); phoneme != segment->rend(); ++phoneme)
      if (is_vowel_phoneme(*phoneme)) return *phoneme;
  return 'a';
}

char lenited(char phoneme) {
  constexpr std::string_view hard = "ptk", soft = "bdg";
  const size_t at = hard.find(phoneme);
  return at == std::string_view::npos ? phoneme : soft[at];
}

// What stands in for a phoneme, nearest first; every language has the last ones.
std::string_view substitutes(char letter) {
  switch (letter) {
    case 'a': return "aoyu";
    case 'e': return "ayou";
    case 'i': return "yuao";
    case 'o': return "ouay";
    case 'u': return "uoya";
    case 'b': return "bvp";
    case 'd': return "dt";
    case 'f': return "fvp";
    case 'g': return "gk";
    case 'h': return "hk";
    case 'j': return "jl";
    case 'r': return "rl";
    case 'v': return "vbp";
    case 'z': return "zs";
    default: return {};
  }
}

// One letter or digraph a phoneme, in the order of kBackVowels, kFrontVowels, kConsonants.
using Letters = std::array<const char*, 27>;
const std::vector<std::pair<std::string, Letters>>& scripts() {
  static const std::vector<std::pair<std::string, Letters>> all = {
      {"latin", {"a", "o", "u", "ı", "e", "ö", "ü", "i", "p", "t", "k", "m", "n", "s",
                 "l", "r", "b", "d", "g", "z", "v", "h", "j", "f", "š", "č", "ñ"}},
      {"ascii", {"a", "o", "u", "y", "e", "oe", "ue", "i", "p", "t", "k",  "m",  "n", "s",
                 "l", "r", "b", "d", "g", "z",  "v",  "h", "j", "f", "sh", "ch", "ng"}},
      {"greek", {"α", "ο", "ω", "υ", "ε", "η", "ϊ", "ι", "π", "τ", "κ", "μ", "ν", "σ",
                 "λ", "ρ", "β", "δ", "γ", "ζ", "ϝ", "χ", "ξ", "φ", "ψ", "θ", "ϙ"}},
      {"cyrillic", {"а", "о", "у", "ы", "э", "ё", "ю", "и", "п", "т", "к", "м", "н", "с",
                    "л", "р", "б", "д", "г", "з", "в", "х", "й", "ф", "ш", "ч", "ҥ"}},
      {"georgian", {"ა", "ო", "უ", "ჷ", "ე", "ჱ", "ჳ", "ი", "პ", "ტ", "კ", "მ", "ნ", "ს",
                    "ლ", "რ", "ბ", "დ", "გ", "ზ", "ვ", "ჰ", "ჲ", "ფ", "შ", "ჩ", "ღ"}},
      {"armenian", {"ա", "օ", "ո", "ը", "ե", "է", "ւ", "ի", "պ", "տ", "կ", "մ", "ն", "ս",
                    "լ", "ր", "բ", "դ", "գ", "զ", "վ", "հ", "յ", "ֆ", "շ", "չ", "ղ"}},
  };
  return all;
}

// Latin vowels with high and low tone, in the order of kBackVowels, kFrontVowels; composed where
// Unicode has them composed.
constexpr std::array<std::array<const char*, 2>, 8> kToned = {{{"á", "à"},
                                                               {"ó", "ò"},
                                                               {"ú", "ù"},
                                                               {"ı\u0301", "ı\u0300"},
                                                               {"é", "è"},
                                                               {"ö\u0301", "ö\u0300"},
                                                               {"ǘ", "ǜ"},
                                                               {"í", "ì"}}};

bool is_tone(char phoneme) { return phoneme == kHighTone || phoneme == kLowTone; }

}  // namespace

bool is_vowel_phoneme(char phoneme) {
  return contains(kBackVowels, phoneme) || contains(kFrontVowels, phoneme);
}

char fronted(char phoneme) {
  const size_t at = kBackVowels.find(phoneme);
  return at == std::string_view::npos ? phoneme : kFrontVowels[at];
}

Phonology::Phonology(Rng rng) {
  std::string pairs(kBackVowels);
  rng.shuffle(pairs);
  vowels_ = pairs.substr(0, 3 + rng.below(2));
  consonants_ = kConsonants.substr(0, kCoreConsonants);
  std::string others(kConsonants.substr(kCoreConsonants));
  rng.shuffle(others);
  consonants_ += others.substr(0, 6 + rng.below(3));
  std::string codas = "nlsmkt";
  if (contains(consonants_, 'r')) codas += 'r';
  rng.shuffle(codas);
  codas_ = codas.substr(0, 4);
  linking_vowel_ = draw(vowels_, rng);
  linking_consonant_ = draw(consonants_.substr(3), rng);
  lenites_ = rng.uniform() < 0.7;
  closed_share_ = 0.25 + 0.35 * rng.uniform();
}

std::string Phonology::root(Rng& rng, int syllables) const {
  const bool front = rng.below(2) == 1;
  std::string root;
  for (int i = 0; i < syllables; ++i) {
    if (i > 0 || rng.uniform() < 0.85) root += draw(consonants_, rng);
    const char vowel = draw(vowels_, rng);
    root += front ? fronted(vowel) : vowel;
    if (rng.uniform() < closed_share_) root += draw(codas_, rng);
  }
  return root;
}

std::string Phonology::suffix(Rng& rng) const {
  const char vowel = draw(vowels_, rng);
  const char onset = draw(consonants_, rng);
  const char coda = draw(codas_, rng);
  switch (rng.below(4)) {
    case 0: return {vowel, coda};
    case 1: return {onset, vowel};
    case 2: return {onset, vowel, coda};
    default: return {vowel};
  }
}

void Phonology::attach(std::vector<std::string>& segments, std::string_view suffix) const {
  DRAGOMAN_CHECK(!segments.empty() && !segments.back().empty(), "a suffix needs a stem");
  if (suffix.empty()) return;
  const bool front = contains(kFrontVowels, last_vowel(segments));
  char& end = segments.back().back();
  std::string added;
  if (is_vowel_phoneme(end) && is_vowel_phoneme(suffix[0])) added += linking_consonant_;
  if (!is_vowel_phoneme(end) && !is_vowel_phoneme(suffix[0])) added += linking_vowel_;
  added += suffix;
  if (front) std::transform(added.begin(), added.end(), added.begin(), fronted);
  if (lenites_ && is_vowel_phoneme(added[0])) end = lenited(end);
  segments.push_back(added);
}

std::string Phonology::adapt(std::string_view name) const {
  const size_t first = name.find_first_of("aeiou");
  const bool front = first != std::string_view::npos && contains("ei", name[first]);
  std::string adapted;
  for (const char letter : name) {
    const std::string_view choices = substitutes(letter);
    const auto found = std::find_if(choices.begin(), choices.end(), [&](char each) {
      return contains(vowels_, each) || contains(consonants_, each);
    });
    const char phoneme = found == choices.end() ? letter : *found;
    adapted += front ? fronted(phoneme) : phoneme;
  }
  return adapted;
}

const std::vector<std::string>& script_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> made;
    for (const auto& [name, letters] : scripts()) made.push_back(name);
    return made;
  }();
  return names;
}

std::string spell(std::string_view phonemes, std::string_view script) {
  static const std::string order =
      std::string(kBackVowels).append(kFrontVowels).append(kConsonants);
  const auto found = std::find_if(scripts().begin(), scripts().end(),
                                  [&](const auto& each) { return each.first == script; });
  DRAGOMAN_CHECK(found != scripts().end(), "no such script");
  std::string text;
  for (size_t i = 0; i < phonemes.size(); ++i) {
    const size_t which = order.find(phonemes[i]);
    if (i + 1 < phonemes.size() && is_tone(phonemes[i + 1])) {
      DRAGOMAN_CHECK(script == "latin" && which < kToned.size(), "tone stands on a Latin vowel");
      text += kToned[which][phonemes[++i] == kHighTone ? 0 : 1];
    } else {
      text += found->second[which];
    }
  }
  return text;
}

}  // namespace dragoman::worlds
