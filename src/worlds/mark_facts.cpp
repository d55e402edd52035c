#include "worlds/mark_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dragoman::worlds {
namespace {

std::vector<int> marks_of(const Paradigm& paradigm, size_t bundle) {
  const Pattern& pattern = paradigm.pattern(bundle);
  const Shape& shape = paradigm.shape(pattern.shape);
  std::vector<int> all;
  for (const auto* part :
       {&pattern.words_before, &pattern.words_after, &shape.prefixes, &shape.suffixes})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

std::string fact(const std::string& what, const Daughter& language, const Paradigm& paradigm,
                 size_t bundle) {
  const std::vector<int> marks = marks_of(paradigm, bundle);
  if (marks.empty()) return what + " is unmarked.";
  const Mark& mark = paradigm.mark(marks.front());
  const std::string form = language.spelled(mark.form);
  if (mark.word)
    return fmt::format("{} is marked by the word {} {} the {}.", what, form,
                       mark.before ? "before" : "after",
                       &paradigm == &language.nouns() ? "noun" : "verb");
  return fmt::format("{} is marked by the {}.", what,
                     mark.before ? "prefix " + form + "-" : "suffix -" + form);
}

}  // namespace

std::string MarkFacts::noun(const std::string& what, const NounBundle& bundle) const {
  return fact(what, language_, language_.nouns(), index_of(bundle));
}

std::string MarkFacts::verb(const std::string& what, const VerbBundle& bundle) const {
  return fact(what, language_, language_.verbs(), index_of(bundle));
}

void MarkFacts::add_cases(const std::string& number, std::vector<std::string>& facts) const {
  const Layout& layout = language_.layout();
  const auto fact = [&](const char* article, const char* what, CaseMark role) {
    const std::string whose = number.empty() ? article : "A " + number;
    facts.push_back(noun(whose + what, {.plural = number.starts_with("plural"), .role = role}));
  };
  if (layout.ergative) fact("A ", "subject that has an object", CaseMark::kCore);
  if (!layout.ergative && !layout.caseless) fact("An ", "object", CaseMark::kCore);
  fact("A ", "recipient (to)", CaseMark::kDative);
  fact("An ", "owner (of)", CaseMark::kGenitive);
  if (!layout.caseless) fact("A ", "place", CaseMark::kPlace);
}

void MarkFacts::add_tenses(std::vector<std::string>& facts) const {
  static constexpr std::array<std::pair<Person, const char*>, 4> persons = {
      {{Person::kFirst, "I"},
       {Person::kSecond, "you"},
       {Person::kFirstPlural, "we"},
       {Person::kThirdPlural, "they"}}};
  static constexpr std::array<std::pair<Tense, const char*>, 3> tenses = {
      {{Tense::kPresent, "present"}, {Tense::kPast, "past"}, {Tense::kFuture, "future"}}};
  const bool fuses = language_.typology().fusion == "fusional";
  for (const auto& [tense, name] : tenses)
    facts.push_back(verb(fmt::format("The {}", name), {.tense = tense}));
  if (!language_.layout().agrees) {
    facts.emplace_back("The verb does not show its subject.");
    return;
  }
  for (const auto& [tense, name] : tenses) {
    if (!fuses && tense != Tense::kPresent) continue;
    for (const auto& [person, pronoun] : persons)
      facts.push_back(verb(fuses ? fmt::format("The {} with the subject {}", name, pronoun)
                                 : fmt::format("The subject {}", pronoun),
                           {.tense = tense, .person = person}));
  }
  facts.emplace_back("Plural nouns go with the form of they.");
  facts.emplace_back("He, she and singular nouns go with the form without a mark of the subject.");
}

}  // namespace dragoman::worlds
