#include "worlds/english.h"

#include <array>

#include "base/error.h"

namespace dragoman::worlds {
namespace {

constexpr double kUsualWordOdds = 0.7;

std::string owner_of(const std::string& plural) {
  return plural + (plural.ends_with("s") ? "'" : "'s");
}

std::vector<std::string> make_numerals() {
  static constexpr std::array<const char*, 20> small = {
      "",         "one",     "two",     "three",     "four",     "five",    "six",
      "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
      "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
  static constexpr std::array<const char*, 10> tens = {
      "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
  std::vector<std::string> words(small.begin(), small.end());
  for (size_t number = 20; number < 100; ++number) {
    std::string word = tens[number / 10];
    if (number % 10) word.append("-").append(small[number % 10]);
    words.push_back(word);
  }
  return words;
}

}  // namespace

English::English(const std::vector<ConceptId>& vocabulary, const EnglishVariation& variation,
                 Rng rng)
    : order_freedom_(variation.order_freedom) {
  for (const ConceptId id : vocabulary) {
    if (static_cast<size_t>(id) >= words_.size()) words_.resize(static_cast<size_t>(id) + 1);
    auto& words = words_[static_cast<size_t>(id)];
    words = concept_of(id).words;
    if (rng.uniform() >= variation.synonymy) words.resize(1);
    for (const EnglishWord& word : words) add_forms(id, word);
  }
}

void English::add(const std::string& text, EnglishForm form, ConceptId id) {
  forms_[text].push_back({form, id});
}

void English::add_forms(ConceptId id, const EnglishWord& word) {
  switch (concept_of(id).category) {
    case Category::kNoun:
      add(word.base, EnglishForm::kSingular, id);
      add(word.inflected, EnglishForm::kPlural, id);
      add(word.base + "'s", EnglishForm::kSingularOwner, id);
      add(owner_of(word.inflected), EnglishForm::kPluralOwner, id);
      break;
    case Category::kName:
      add(word.base, EnglishForm::kName, id);
      add(word.base + "'s", EnglishForm::kNameOwner, id);
      break;
    case Category::kPronoun:
      add(english_pronoun(id).subject, EnglishForm::kPronounSubject, id);
      add(english_pronoun(id).object, EnglishForm::kPronounObject, id);
      add(english_pronoun(id).owner, EnglishForm::kPronounOwner, id);
      break;
    case Category::kIntransitive:
    case Category::kTransitive:
    case Category::kDitransitive:
      add(word.base, EnglishForm::kVerbBase, id);
      add(with_s(word.base), EnglishForm::kVerbS, id);
      add(word.inflected, EnglishForm::kVerbPast, id);
      break;
    default: add(word.base, EnglishForm::kInvariant, id);
  }
}

const std::vector<EnglishWord>& English::words_for(ConceptId id) const {
  const auto index = static_cast<size_t>(id);
  DRAGOMAN_CHECK(index < words_.size() && !words_[index].empty(), "a concept outside this world");
  return words_[index];
}

const EnglishWord& English::choose(ConceptId id, Rng& rng) const {
  const auto& words = words_for(id);
  if (words.size() == 1 || rng.uniform() < kUsualWordOdds) return words.front();
  return words[1 + rng.below(words.size() - 1)];
}

bool English::has_reading(std::string_view word, EnglishForm form, ConceptId* id) const {
  const auto found = forms_.find(word);
  if (found == forms_.end()) return false;
  for (const EnglishReading& reading : found->second) {
    if (reading.form != form) continue;
    if (id) *id = reading.concept_id;
    return true;
  }
  return false;
}

const std::string& english_numeral(int number) {
  static const std::vector<std::string> words = make_numerals();
  static const std::string how_many = "how many";
  return number == kHowMany ? how_many : words.at(static_cast<size_t>(number));
}

int english_numeral_value(std::string_view word) {
  static const auto values = [] {
    TextMap<int> made;
    for (int number = 2; number < 100; ++number) made[english_numeral(number)] = number;
    return made;
  }();
  const auto found = values.find(word);
  return found == values.end() ? 0 : found->second;
}

bool starts_with_vowel(std::string_view word) {
  return std::string_view("aeiou").find(word.front()) != std::string_view::npos;
}

const char* english_relative_word(ConceptId head, bool head_is_object) {
  if (concept_of(head).sense != Sense::kPerson) return "that";
  return head_is_object ? "whom" : "who";
}

const PronounForms& english_pronoun(ConceptId pronoun) {
  static const std::unordered_map<std::string, PronounForms> forms = {
      {"I", {"I", "me", "my"}},          {"you", {"you", "you", "your"}},
      {"he", {"he", "him", "his"}},      {"she", {"she", "her", "her"}},
      {"we", {"we", "us", "our"}},       {"they", {"they", "them", "their"}},
      {"who", {"who", "whom", "whose"}}, {"what", {"what", "what", "what's"}}};
  return forms.at(concept_of(pronoun).name);
}

}  // namespace dragoman::worlds
