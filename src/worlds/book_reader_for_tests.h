// A translator into English who knows English, a grammar book and a dictionary as texts, and
// nothing else of the language. It trusts that what it reads is a sentence.
#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "worlds/book_words_for_tests.h"
#include "worlds/words.h"

namespace dragoman::worlds {

class BookReader {
 public:
  BookReader(const std::string& book, const std::string& dictionary)
      : facts_(BookText(book).take()), words_(facts_, dictionary) {}
  BookReader(const BookReader&) = delete;

  // The meaning that it understands; nothing where it is at a loss.
  std::optional<Meaning> understand(const std::string& text) const {
    try {
      return puzzle_out(text);
    } catch (const std::out_of_range&) {
      return std::nullopt;  // a word is missing where the book says that there is one
    }
  }

 private:
  using Item = ReadWord;
  using Items = std::vector<Item>;

  std::optional<Meaning> puzzle_out(const std::string& text) const {
    std::vector<std::string> words;
    bool question = false;
    if (!split_sentence(text, words, question)) return std::nullopt;
    Items items = words_.read(words);
    gather(items);
    Meaning meaning;
    const auto join = std::find_if(items.begin(), items.end(),
                                   [](const Item& each) { return each.is("conjunction"); });
    if (!clause({items.begin(), join}, meaning.first)) return std::nullopt;
    meaning.first.question = question;
    if (join != items.end()) {
      meaning.connector = join->id;
      if (!clause({join + 1, items.end()}, meaning.second.emplace())) return std::nullopt;
    }
    if (!canonicalize(meaning)) return std::nullopt;
    return meaning;
  }

  bool before(const char* what) const {
    const auto found = facts_.before.find(what);
    return found != facts_.before.end() && found->second;
  }

  // The nearest noun on that side of a place, passing owners by where asked.
  static size_t noun_beside(const Items& items, size_t at, bool right, bool pass_owners) {
    for (size_t i = right ? at + 1 : at - 1; i < items.size(); right ? ++i : --i)
      if (items[i].is_noun() && !(pass_owners && items[i].says.contains("owner"))) return i;
    return at;
  }

  // 23 from the simple numbers in their order.
  int number_from(const std::vector<int>& values) const {
    const auto base = std::find(values.begin(), values.end(), facts_.base);
    if (base == values.end()) return values.front();
    int units = 0, times = 1;
    const auto joint = std::find(values.begin(), values.end(), 0);
    for (auto each = values.begin(); each != values.end(); ++each) {
      if (each == base || each == joint) continue;
      const bool with_base = facts_.joiner.empty() ? (each < base) != facts_.base_before_multiplier
                             : joint == values.end() ? true
                                                     : (each < joint) == (base < joint);
      (with_base ? times : units) = *each;
    }
    return times * facts_.base + units;
  }

  void gather(Items& items) const {
    for (Item& each : items) interpret(each);
    give(items, "adjective", before("Adjectives"),
         [](Item& noun, const Item& word) { noun.phrase.core.adjectives.push_back(word.id); });
    numerals(items);
    relatives(items);
    owners(items);
  }

  void interpret(Item& item) const {
    if (!item.is_noun()) return;
    Nominal& core = item.phrase.core;
    core.head = item.id;
    core.plural = item.says.contains("plural") && item.is("noun");
    core.definite = item.says.contains("definite") ||
                    (facts_.unmarked_is_definite && !item.says.contains("indefinite"));
  }

  template <class Give>
  static void give(Items& items, std::string_view kind, bool to_the_right, Give give_to) {
    for (size_t i = 0; i < items.size(); ++i)
      if (items[i].is(kind))
        give_to(items.at(noun_beside(items, i, to_the_right, false)), items[i]);
    std::erase_if(items, [&](const Item& each) { return each.is(kind); });
  }

  void numerals(Items& items) const {
    for (size_t i = 0; i < items.size(); ++i) {
      if (!items[i].is("numeral")) continue;
      std::vector<int> values;
      const size_t noun = noun_beside(items, i, before("Numerals"), false);
      for (size_t k = i; k < items.size() && items[k].is("numeral"); ++k)
        values.push_back(items[k].value);
      items.at(noun).phrase.core.numeral = number_from(values);
      i += values.size();
    }
    std::erase_if(items, [](const Item& each) { return each.is("numeral"); });
  }

  void relatives(Items& items) const {
    for (size_t i = 0; i < items.size(); ++i) {
      if (!items[i].is("relative")) continue;
      size_t at = i + 1;
      const Item* other = nullptr;
      if (items.at(at).is_noun()) other = &items[at++];
      const Item& verb = items.at(at++);
      if (!other && verb.is("transitive verb")) other = &items.at(at++);
      Relative made;
      made.verb = verb.id;
      made.tense = tense_of(verb);
      made.negated = verb.says.contains("Negation");
      if (other) {
        made.other = other->phrase.core;
        made.head_is_object =
            items[i].opener == "whom" || (items[i].opener == "any" && is_subject(*other, true));
      }
      const auto from = items.begin() + static_cast<ptrdiff_t>(i);
      items.erase(from, items.begin() + static_cast<ptrdiff_t>(at));
      const bool right = before("Relative");
      items.at(noun_beside(items, right ? i - 1 : i, right, true)).phrase.relative = made;
      --i;
    }
  }

  void owners(Items& items) const {
    for (size_t i = 0; i < items.size(); ++i)
      if (items[i].is_noun() && items[i].says.contains("owner"))
        items.at(noun_beside(items, i, before("Owners"), true)).phrase.possessor =
            items[i].phrase.core;
    std::erase_if(items, [](const Item& each) { return each.says.contains("owner"); });
  }

  static Tense tense_of(const Item& verb) {
    return verb.says.contains("past")     ? Tense::kPast
           : verb.says.contains("future") ? Tense::kFuture
                                          : Tense::kPresent;
  }

  // Of a clause with an object or without, where case tells.
  bool is_subject(const Item& noun, bool has_object) const {
    const bool ergative =
        std::any_of(facts_.marks.begin(), facts_.marks.end(),
                    [](const ReadMark& mark) { return mark.says.contains("agent"); });
    if (ergative) return !has_object || noun.says.contains("agent");
    return !noun.says.contains("object");
  }

  bool clause(Items items, Clause& clause) const {
    const auto verb =
        std::find_if(items.begin(), items.end(), [](const Item& each) { return each.is_verb(); });
    if (verb == items.end()) return false;
    clause.verb = verb->id;
    clause.tense = tense_of(*verb);
    clause.negated = verb->says.contains("Negation");
    for (size_t i = 0; i < items.size(); ++i) {
      const Item& item = items[i];
      if (item.is("time word")) clause.time = item.id;
      if (item.is("adverb")) clause.manner = item.id;
      if (!item.kind.ends_with("position")) continue;
      Item& site = items.at(noun_beside(items, i, before("Words"), false));
      clause.place = Place{item.id, site.phrase};
      site.kind = "site";
    }
    return parts(items, *verb, clause);
  }

  bool parts(const Items& items, const Item& verb, Clause& clause) const {
    const bool has_object = !verb.is("intransitive verb");
    std::vector<const Item*> open;
    for (const Item& item : items) {
      if (!item.is_noun()) continue;
      if (item.says.contains("recipient"))
        clause.recipient = item.phrase;
      else
        open.push_back(&item);
    }
    const bool by_case =
        std::any_of(facts_.marks.begin(), facts_.marks.end(), [](const auto& mark) {
          return has_any(mark, {"agent", "object"});
        });
    const auto position = [this](const char* what) {
      return std::find(facts_.order.begin(), facts_.order.end(), what);
    };
    for (size_t i = 0; i < open.size(); ++i) {
      bool subject = !has_object;
      if (by_case) subject = is_subject(*open[i], has_object);
      if (!by_case && open.size() == 2)
        subject = (position("subject") < position("object")) == (i == 0);
      if (subject)
        clause.subject = open[i]->phrase;
      else
        clause.object = open[i]->phrase;
    }
    if (clause.subject.core.head == kNoConcept)
      for (const char* pronoun : {"I", "you", "we", "they"})
        if (verb.says.contains(pronoun)) clause.subject.core.head = concept_named(pronoun);
    return clause.subject.core.head != kNoConcept;
  }

  BookFacts facts_;
  BookWords words_;
};

}  // namespace dragoman::worlds
