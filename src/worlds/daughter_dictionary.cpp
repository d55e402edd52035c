#include <algorithm>

#include "worlds/daughter_book.h"

namespace dragoman::worlds {
namespace {

constexpr const char* kLinkMeaning = "(joins the parts of a number)";

bool is_mark(const DaughterWord& word) {
  return word.kind == WordClass::kNounMark || word.kind == WordClass::kVerbMark;
}

std::string label_of(const Daughter& language, const DaughterWord& word) {
  static constexpr const char* functions[kFunctions] = {"REL", "REL.OBJ", "Q"};
  if (is_mark(word)) return language.mark_of(word).label;
  if (word.kind == WordClass::kParticle) return functions[word.value];
  if (word.kind == WordClass::kNumeral)
    return word.value == 0 ? "LINK" : english_numeral(word.value);
  return concept_of(word.concept_id).name;
}

std::string part_of_speech(const Daughter& language, const DaughterWord& word) {
  if (is_mark(word) || word.kind == WordClass::kParticle) return "particle";
  if (word.kind == WordClass::kNumeral) return word.value == 0 ? "particle" : "numeral";
  const Category category = concept_of(word.concept_id).category;
  if (category == Category::kRelation && language.layout().preposition) return "preposition";
  return name_of(category);
}

std::vector<std::string> translations_of(const Daughter& language, const DaughterWord& word,
                                         const English& english) {
  if (is_mark(word)) return {language.mark_of(word).meaning};
  if (word.kind == WordClass::kNumeral)
    return {word.value == 0 ? kLinkMeaning : english_numeral(word.value)};
  if (word.kind == WordClass::kParticle) {
    if (static_cast<Function>(word.value) == Function::kQuestion) return {"(yes or no?)"};
    if (!language.layout().caseless) return {"who", "whom", "that"};
    return {word.value == static_cast<int>(Function::kRelativeSubject) ? "who" : "whom", "that"};
  }
  std::vector<std::string> words;
  for (const EnglishWord& each : english.words_for(word.concept_id)) words.push_back(each.base);
  return words;
}

}  // namespace

GlossedWord gloss_of(const Daughter& language, const Form& form) {
  const DaughterWord& word = language.word(form.word);
  const Paradigm& paradigm = word.kind == WordClass::kVerb ? language.verbs() : language.nouns();
  const Shape& shape = language.shape_of(form);
  GlossedWord glossed;
  for (const int index : shape.prefixes) {
    glossed.segments += language.spelled(paradigm.mark(index).form) + "-";
    glossed.gloss += paradigm.mark(index).label + "-";
  }
  glossed.segments += word.spelled;
  glossed.gloss += label_of(language, word);
  for (const int index : shape.suffixes) {
    glossed.segments += "-" + language.spelled(paradigm.mark(index).form);
    glossed.gloss += "-" + paradigm.mark(index).label;
  }
  return glossed;
}

std::vector<DictionaryEntry> dictionary_of(const Daughter& language, const English& english) {
  std::vector<DictionaryEntry> entries;
  for (const DaughterWord& word : language.words())
    entries.push_back(
        {word.spelled, part_of_speech(language, word), translations_of(language, word, english)});
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.headword < b.headword; });
  return entries;
}

}  // namespace dragoman::worlds
