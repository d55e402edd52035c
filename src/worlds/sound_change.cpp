#include "worlds/sound_change.h"

#include "base/error.h"
#include "text/utf8.h"
#include "worlds/phonology.h"

namespace dragoman::worlds {
namespace {

constexpr const char* kChanges[] = {
    "p > f / #_",  // Germanic
    "p t k > f S h / V_V",
    "p t k > b d g / V_V",  // lenition
    "b d g > v z h / V_V",
    "b d g > p t k / _#",  // final devoicing
    "b d g > p t k / #_",
    "k g > C j / _F",  // palatalization
    "t d > C z / _i",
    "s > S / _F",
    "k > h / #_",
    "h > 0 / #_",
    "h > 0 / V_V",
    "s > h / V_V",
    "s > r / V_V",  // rhotacism
    "s > 0 / _#",
    "r > l",
    "l > r / V_V",
    "l > j / _F",
    "n > N / _#",
    "m > n / _#",
    "N > n",
    "v > b / #_",
    "v > f",
    "z > s",
    "j > 0 / #_",
    "f > h",
    "i u > 0 / _#",  // apocope
    "e i > 0 / _#",
    "a > e / _#",
    "a > 0 / _#",
    "i u > e o / _X",  // lowering
    "e o > i u",       // raising
    "a > o / _X",
    "a > e / j_",
    "u > U",  // fronting
    "O U > e i",
    "y > i",
    "o > O / _F",
};

bool is_front(char phoneme) { return kFrontVowels.find(phoneme) != std::string_view::npos; }

// `neighbour` is 0 beyond the edge.
bool fits(char symbol, char neighbour) {
  switch (symbol) {
    case 0: return true;
    case '#': return neighbour == 0;
    case 'V': return neighbour != 0 && is_vowel_phoneme(neighbour);
    case 'X': return neighbour != 0 && !is_vowel_phoneme(neighbour);
    case 'F': return neighbour != 0 && is_front(neighbour);
    default: return neighbour == symbol;
  }
}

}  // namespace

SoundChange read_change(std::string_view text) {
  SoundChange change;
  change.text = text;
  enum class Part { kFrom, kTo, kWhere } part = Part::kFrom;
  for (const std::string_view word : text::split_whitespace(text)) {
    if (word == ">") {
      part = Part::kTo;
    } else if (word == "/") {
      part = Part::kWhere;
    } else if (part == Part::kWhere) {
      const size_t gap = word.find('_');
      DRAGOMAN_CHECK(gap != word.npos && word.size() <= 3, "a sound change says where");
      if (gap > 0) change.before = word[0];
      if (gap + 1 < word.size()) change.after = word[gap + 1];
    } else if (part == Part::kTo) {
      if (word != "0") change.to += word;
    } else {
      change.from += word;
    }
  }
  DRAGOMAN_CHECK(
      !change.from.empty() && (change.to.empty() || change.to.size() == change.from.size()),
      "a sound change pairs its phonemes");
  return change;
}

std::string apply(const SoundChange& change, std::string_view word) {
  std::string changed;
  for (size_t i = 0; i < word.size(); ++i) {
    const size_t which = change.from.find(word[i]);
    const char before = i > 0 ? word[i - 1] : '\0';
    const char after = i + 1 < word.size() ? word[i + 1] : '\0';
    if (which == std::string::npos || !fits(change.before, before) || !fits(change.after, after))
      changed += word[i];
    else if (!change.to.empty())
      changed += change.to[which];
  }
  return changed;
}

std::string apply(const std::vector<SoundChange>& changes, std::string word) {
  for (const SoundChange& change : changes) word = apply(change, word);
  return word;
}

const std::vector<SoundChange>& known_changes() {
  static const std::vector<SoundChange> changes = [] {
    std::vector<SoundChange> read;
    for (const char* text : kChanges) read.push_back(read_change(text));
    return read;
  }();
  return changes;
}

}  // namespace dragoman::worlds
