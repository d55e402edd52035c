#include "worlds/concept.h"

#include <array>
#include <sstream>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "worlds/english_words.h"
#include "worlds/entity.h"

namespace dragoman::worlds {
namespace {

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

bool ends_in_consonant_y(const std::string& word) {
  const size_t n = word.size();
  return n >= 2 && word[n - 1] == 'y' && !is_vowel(word[n - 2]);
}

EnglishWord parse_word(const std::string& text, Category category) {
  const size_t colon = text.find(':');
  if (colon != std::string::npos) return {text.substr(0, colon), text.substr(colon + 1)};
  if (category == Category::kNoun) return {text, with_s(text)};
  if (is_verb(category)) return {text, with_ed(text)};
  return {text, ""};
}

Concept parse_concept(std::string text, const WordTable& table) {
  Concept made{
      .name = "", .category = table.category, .sense = table.sense, .words = {}, .parts = {}};
  if (const size_t mark = text.find_first_of("<>"); mark != std::string::npos) {
    made.sense = text[mark] == '<' ? Sense::kPastOnly : Sense::kFutureOnly;
    std::erase_if(text, [](char c) { return c == '<' || c == '>'; });
  }
  std::istringstream synonyms(text);
  for (std::string word; std::getline(synonyms, word, '|');)
    made.words.push_back(parse_word(word, table.category));
  made.name = made.words.front().base;
  return made;
}

std::vector<Concept> all_concepts() {
  std::vector<Concept> all;
  for (const WordTable& table : english_words()) {
    std::istringstream words(table.words);
    for (std::string word; words >> word;) all.push_back(parse_concept(word, table));
  }
  return all;
}

}  // namespace

const std::vector<Concept>& concepts() {
  static const std::vector<Concept> all = all_concepts();
  return all;
}

const Concept& concept_of(ConceptId id) {
  const auto index = static_cast<size_t>(id);
  if (id >= 0 && index < concepts().size()) return concepts()[index];
  DRAGOMAN_CHECK(id >= 0 && index - concepts().size() < entities().size(), "no such concept");
  return entities()[index - concepts().size()];
}

ConceptId concept_named(const std::string& name) {
  static const auto by_name = [] {
    std::unordered_map<std::string, ConceptId> ids;
    for (size_t i = 0; i < concepts().size(); ++i)
      DRAGOMAN_CHECK(ids.emplace(concepts()[i].name, static_cast<ConceptId>(i)).second,
                     concepts()[i].name + " names two concepts");
    return ids;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? kNoConcept : found->second;
}

bool is_verb(Category category) {
  return category == Category::kIntransitive || category == Category::kTransitive ||
         category == Category::kDitransitive;
}

const char* name_of(Category category) {
  static constexpr std::array<const char*, kCategories> names = {"noun",
                                                                 "name",
                                                                 "pronoun",
                                                                 "intransitive verb",
                                                                 "transitive verb",
                                                                 "ditransitive verb",
                                                                 "adjective",
                                                                 "adverb",
                                                                 "time word",
                                                                 "postposition",
                                                                 "conjunction"};
  return names[static_cast<size_t>(category)];
}

bool asks(ConceptId id) {
  const Concept& found = concept_of(id);
  return found.sense == Sense::kQuestion && found.category == Category::kPronoun;
}

Person person_of_pronoun(ConceptId pronoun) {
  static const std::unordered_map<std::string, Person> persons = {
      {"I", Person::kFirst},   {"you", Person::kSecond},     {"he", Person::kThird},
      {"she", Person::kThird}, {"we", Person::kFirstPlural}, {"they", Person::kThirdPlural},
      {"who", Person::kThird}, {"what", Person::kThird}};
  return persons.at(concept_of(pronoun).name);
}

std::string with_s(const std::string& word) {
  if (ends_in_consonant_y(word)) return word.substr(0, word.size() - 1) + "ies";
  const bool hisses = word.ends_with("s") || word.ends_with("x") || word.ends_with("z") ||
                      word.ends_with("ch") || word.ends_with("sh");
  return word + (hisses ? "es" : "s");
}

std::string with_ed(const std::string& word) {
  if (ends_in_consonant_y(word)) return word.substr(0, word.size() - 1) + "ied";
  return word + (word.ends_with("e") ? "d" : "ed");
}

}  // namespace dragoman::worlds
