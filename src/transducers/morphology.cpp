#include "transducers/morphology.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "transducers/english_table.h"

namespace dragoman::transducers {
namespace {

using Words = std::unordered_set<std::string_view>;

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }
bool is_consonant(char c) { return !is_vowel(c); }

bool ends_in_any(std::string_view stem, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return stem.ends_with(ending); });
}

bool consonant_and(std::string_view stem, char last) {
  return stem.size() >= 2 && stem.back() == last && is_consonant(stem[stem.size() - 2]);
}

// "stop" becomes "stopped": one vowel letter between consonants, the last not w, x or y.
bool doubles(std::string_view stem) {
  static const Words listed(kDoublingVerbs.begin(), kDoublingVerbs.end());
  if (listed.contains(stem)) return true;
  const size_t size = stem.size();
  if (size < 3 || is_vowel(stem.back()) || stem.find_last_of("wxy") == size - 1) return false;
  const auto vowels = std::count_if(stem.begin(), stem.end(), is_vowel);
  return vowels == 1 && is_vowel(stem[size - 2]) && stem.find('y') == std::string_view::npos;
}

std::string cut(std::string_view stem, size_t letters, std::string_view ending) {
  return std::string(stem.substr(0, stem.size() - letters)).append(ending);
}

// "-ed", "-er", "-est": `ending` begins with e.
std::string with_e_ending(std::string_view stem, std::string_view ending) {
  if (stem.ends_with('e')) return cut(stem, 1, ending);
  if (consonant_and(stem, 'y')) return cut(stem, 1, "i").append(ending);
  if (doubles(stem)) return cut(stem, 0, stem.substr(stem.size() - 1)).append(ending);
  return cut(stem, 0, ending);
}

std::string with_ing(std::string_view stem) {
  if (stem.ends_with("ie")) return cut(stem, 2, "ying");
  if (stem.ends_with('e') && !ends_in_any(stem, {"ee", "oe", "ye"})) return cut(stem, 1, "ing");
  if (doubles(stem)) return cut(stem, 0, stem.substr(stem.size() - 1)).append("ing");
  return cut(stem, 0, "ing");
}

std::string with_s(std::string_view stem) {
  if (consonant_and(stem, 'y')) return cut(stem, 1, "ies");
  return cut(stem, 0, ends_in_any(stem, {"s", "x", "z", "ch", "sh"}) ? "es" : "s");
}

std::string with_ly(std::string_view stem) {
  if (consonant_and(stem, 'y') && stem.size() > 3) return cut(stem, 1, "ily");
  if (stem.ends_with("ic")) return cut(stem, 0, "ally");
  if (stem.ends_with("ll")) return cut(stem, 0, "y");
  if (stem.ends_with("le") && stem.size() > 3 && is_consonant(stem[stem.size() - 3]))
    return cut(stem, 1, "y");
  return cut(stem, 0, "ly");
}

std::string with_ending(std::string_view stem, std::string_view ending) {
  return consonant_and(stem, 'y') ? cut(stem, 1, "i").append(ending) : cut(stem, 0, ending);
}

std::string with_not(std::string_view stem) {
  if (stem == "can") return "can't";
  if (stem == "will") return "won't";
  return cut(stem, 0, "n't");
}

// The irregular forms of every stem, both ways.
class Irregular {
 public:
  Irregular() {
    for (const auto& [singular, plural] : kIrregularPlurals) add(singular, kPlural, plural);
    for (const auto& [base, past, participle] : kIrregularVerbs) {
      add(base, kPast, past);
      if (!participle.empty()) add(base, kParticiple, participle);
    }
  }

  const std::string_view* form(std::string_view stem, Affix form) const {
    const auto found = forms_[form].find(stem);
    return found == forms_[form].end() ? nullptr : &found->second;
  }

  const std::pair<std::string_view, Affix>* analysis(std::string_view word) const {
    const auto found = analyses_.find(word);
    return found == analyses_.end() ? nullptr : &found->second;
  }

 private:
  void add(std::string_view stem, Affix form, std::string_view word) {
    forms_[form].emplace(stem, word);
    analyses_.emplace(word, std::pair{stem, form});
  }

  std::array<std::unordered_map<std::string_view, std::string_view>, kParticiple + 1> forms_;
  std::unordered_map<std::string_view, std::pair<std::string_view, Affix>> analyses_;
};

const Irregular& irregular() {
  static const Irregular forms;
  return forms;
}

bool is_adjective(std::string_view stem) {
  static const Words listed(kAdjectives.begin(), kAdjectives.end());
  return listed.contains(stem);
}

// An ending as it is written, and what may have stood before it was put on.
struct Ending {
  std::string_view written;
  Affix form;
  std::array<std::string_view, 2> restored;  // beside "": letters that the ending took away
};

constexpr auto kEndings = std::to_array<Ending>({
    {"ied", kPast, {"y", ""}}, {"ed", kPast, {"e", ""}},    {"ying", kIng, {"ie", ""}},
    {"ing", kIng, {"e", ""}},  {"ies", kPlural, {"y", ""}}, {"es", kPlural, {"", ""}},
    {"s", kPlural, {"", ""}},  {"ily", kLy, {"y", ""}},     {"ally", kLy, {"", ""}},
    {"ly", kLy, {"le", "l"}},  {"ier", kEr, {"y", ""}},     {"er", kEr, {"e", ""}},
    {"iest", kEst, {"y", ""}}, {"est", kEst, {"e", ""}},    {"iness", kNess, {"y", ""}},
    {"ness", kNess, {"", ""}}, {"ment", kMent, {"", ""}},   {"iful", kFul, {"y", ""}},
    {"ful", kFul, {"", ""}},   {"less", kLess, {"", ""}},
});

bool may_be_stem(std::string_view stem, Affix form) {
  if (form == kEr || form == kEst) return is_verb(stem) || is_adjective(stem);
  if (is_verb(stem)) return true;
  return stem.size() >= 3 &&
         std::any_of(stem.begin(), stem.end(), [](char c) { return is_vowel(c) || c == 'y'; });
}

// How likely it is that a stem, which fits, is the right one: listed verbs, then stems whose last
// letters ask for the e that the ending took away.
int likelihood(std::string_view stem) {
  if (is_verb(stem) || is_adjective(stem)) return 3;
  if (!stem.ends_with('e')) return 1;
  const std::string_view before = stem.substr(0, stem.size() - 1);
  return ends_in_any(before, {"v", "c", "u", "z", "rg", "dg", "at", "ir", "ur", "is", "us"}) ? 2
                                                                                             : 0;
}

// A stem that a word can have been made from.
struct Candidate {
  std::string stem;
  Affix form = kForms;
  int likelihood = -1;
};

void consider(std::string stem, const Ending& ending, std::string_view word, Candidate& best) {
  if (!may_be_stem(stem, ending.form) || inflect(stem, ending.form) != word) return;
  const int likely = likelihood(stem);
  if (likely > best.likelihood) best = {std::move(stem), ending.form, likely};
}

void consider(const Ending& ending, std::string_view word, Candidate& best) {
  if (!word.ends_with(ending.written)) return;
  const std::string_view rest = word.substr(0, word.size() - ending.written.size());
  consider(std::string(rest), ending, word, best);
  for (const std::string_view letters : ending.restored)
    if (!letters.empty()) consider(cut(rest, 0, letters), ending, word, best);
  if (rest.size() > 2 && rest[rest.size() - 1] == rest[rest.size() - 2])
    consider(cut(rest, 1, ""), ending, word, best);
}

// Takes one ending off. False when there is none.
bool take_off(std::string& word, std::vector<Affix>& forms) {
  if (const auto* known = irregular().analysis(word)) {
    forms.insert(forms.begin(), known->second);
    word = known->first;
    return true;
  }
  if (is_verb(word) || is_adjective(word) || is_function_word(word)) return false;
  Candidate best;
  for (const Ending& ending : kEndings) consider(ending, word, best);
  if (best.likelihood < 0) return false;
  forms.insert(forms.begin(), best.form);
  word = std::move(best.stem);
  return true;
}

}  // namespace

std::string inflect(std::string_view stem, Affix form) {
  if (form <= kParticiple)
    if (const std::string_view* word = irregular().form(stem, form)) return std::string(*word);
  switch (form) {
    case kPlural: return with_s(stem);
    case kPast: return with_e_ending(stem, "ed");
    case kParticiple: return with_e_ending(stem, "en");
    case kIng: return with_ing(stem);
    case kLy: return with_ly(stem);
    case kEr: return with_e_ending(stem, "er");
    case kEst: return with_e_ending(stem, "est");
    case kNess: return with_ending(stem, "ness");
    case kMent: return cut(stem, 0, "ment");
    case kFul: return with_ending(stem, "ful");
    case kLess: return cut(stem, 0, "less");
    case kGenitive: return cut(stem, 0, "'s");
    case kAre: return cut(stem, 0, "'re");
    case kHave: return cut(stem, 0, "'ve");
    case kWill: return cut(stem, 0, "'ll");
    case kHad: return cut(stem, 0, "'d");
    case kAm: return cut(stem, 0, "'m");
    case kNot: return with_not(stem);
    default: return std::string(stem);
  }
}

Analysis analyze(std::string_view word) {
  Analysis analysis{std::string(word), {}};
  while (analysis.forms.size() < 3 && take_off(analysis.stem, analysis.forms)) {
  }
  std::string again = analysis.stem;
  for (const Affix form : analysis.forms) again = inflect(again, form);
  if (again != word) return {std::string(word), {}};
  return analysis;
}

bool is_function_word(std::string_view word) {
  static const Words listed = [] {
    Words words(kFurtherFunctionWords.begin(), kFurtherFunctionWords.end());
    for (const CliticWord& clitic : kClitics) words.insert(clitic.text);
    return words;
  }();
  return listed.contains(word);
}

bool is_verb(std::string_view stem) {
  static const Words listed = [] {
    Words words(kRegularVerbs.begin(), kRegularVerbs.end());
    for (const IrregularVerb& verb : kIrregularVerbs) words.insert(verb.base);
    return words;
  }();
  return listed.contains(stem);
}

}  // namespace dragoman::transducers
