// A dictionary as a learner of the language uses it: all forms of its words, as the book says that
// they are made, and what each form says.
#pragma once

#include <algorithm>

#include "worlds/book_facts_for_tests.h"
#include "worlds/meaning.h"

namespace dragoman::worlds {

// A word of a text, understood.
struct ReadWord {
  std::string kind;  // part of speech
  ConceptId id = kNoConcept;
  std::set<std::string> says;
  int value = 0;       // of numerals
  std::string opener;  // of relative clauses
  NounPhrase phrase;   // of nouns

  bool is(std::string_view what) const { return kind == what; }
  bool is_noun() const { return is("noun") || is("name") || is("pronoun"); }
  bool is_verb() const { return kind.ends_with(" verb"); }
};

inline bool has_any(const ReadMark& mark, std::initializer_list<const char*> facts) {
  return std::any_of(facts.begin(), facts.end(),
                     [&](const char* each) { return mark.says.contains(each); });
}

class BookWords {
 public:
  // `dictionary` has lines of headword, part of speech and translations, parted by tabs; `facts`
  // outlive this.
  BookWords(const BookFacts& facts, const std::string& dictionary) : facts_(facts) {
    std::istringstream lines(dictionary);
    for (std::string line; std::getline(lines, line);) learn(BookText::split(line, "\t"));
    for (const ReadMark& mark : facts_.marks)
      if (mark.word) mark_words_[mark.form] = &mark;
  }

  std::vector<ReadWord> read(const std::vector<std::string>& words) const {
    std::vector<ReadWord> items;
    std::set<std::string> ahead;  // said by words before their host
    for (const std::string& word : words) {
      if (const auto mark = mark_words_.find(word); mark != mark_words_.end()) {
        auto& says = mark->second->before || items.empty() ? ahead : items.back().says;
        says.insert(mark->second->says.begin(), mark->second->says.end());
        continue;
      }
      ReadWord item;
      if (const auto opener = facts_.openers.find(word); opener != facts_.openers.end()) {
        item.kind = "relative";
        item.opener = opener->second;
      } else if (const auto number = facts_.simple.find(word); number != facts_.simple.end()) {
        item.kind = "numeral";
        item.value = number->second;
      } else if (word == facts_.joiner) {
        item.kind = "numeral";  // of no value
      } else if (const auto form = forms_.find(word); form != forms_.end()) {
        item = form->second;
      }
      if (item.is_noun() || item.is_verb()) {
        item.says.insert(ahead.begin(), ahead.end());
        ahead.clear();
      }
      items.push_back(std::move(item));
    }
    return items;
  }

 private:
  using Choice = std::vector<const ReadMark*>;

  // The affixes that say one of these, and nullptr: none.
  Choice affixes(bool of_verb, std::initializer_list<const char*> facts) const {
    Choice found = {nullptr};
    for (const ReadMark& mark : facts_.marks)
      if (!mark.word && mark.of_verb == of_verb && has_any(mark, facts)) found.push_back(&mark);
    return found;
  }

  // `marks` by what they mark.
  void add_form(const ReadWord& bare, const std::string& stem,
                const std::vector<std::string>& order,
                const std::map<std::string, const ReadMark*>& marks) {
    ReadWord item = bare;
    std::string form = stem;
    for (const std::string& which : order) {
      const ReadMark* mark = marks.at(which);
      if (!mark) continue;
      form = mark->before ? mark->form + form : form + mark->form;
      item.says.insert(mark->says.begin(), mark->says.end());
    }
    forms_.emplace(form, std::move(item));
  }

  // Writes down all forms of a word.
  void learn(const std::vector<std::string>& entry) {
    ReadWord item;
    item.kind = entry[1];
    item.id = concept_named(BookText::split(entry[2], ", ")[0]);
    if (item.is_verb())
      learn_verb(item, entry[0]);
    else if (item.is_noun())
      learn_noun(item, entry[0]);
    else
      add_form(item, entry[0], {}, {});
  }

  void learn_verb(const ReadWord& item, const std::string& stem) {
    for (const ReadMark* negation : affixes(true, {"Negation"}))
      for (const ReadMark* tense : affixes(true, {"past", "future"}))
        for (const ReadMark* person : affixes(true, {"I", "you", "we", "they"}))
          for (const ReadMark* question : affixes(true, {"question"})) {
            const bool fused = tense && has_any(*tense, {"I", "you", "we", "they"});
            const bool again = person && has_any(*person, {"past", "future"});
            if (again || (fused && person)) continue;
            add_form(item, stem, facts_.verb_marks,
                     {{"negation", negation},
                      {"tense", tense},
                      {"subject", person},
                      {"question", question}});
          }
  }

  void learn_noun(const ReadWord& item, const std::string& stem) {
    const auto roles = {"object", "agent", "recipient", "owner", "place"};
    for (const ReadMark* number : affixes(false, {"singular", "plural"}))
      for (const ReadMark* definite : affixes(false, {"definite", "indefinite"}))
        for (const ReadMark* role : affixes(false, roles)) {
          if (facts_.fuses_nouns && role) continue;
          const bool plural = number && number->says.contains("plural");
          if (!item.is("noun") && (definite || plural)) continue;
          add_form(item, stem, facts_.noun_marks,
                   {{"number", number}, {"definiteness", definite}, {"case", role}});
        }
  }

  const BookFacts& facts_;
  std::map<std::string, const ReadMark*> mark_words_;
  std::map<std::string, ReadWord> forms_;
};

}  // namespace dragoman::worlds
