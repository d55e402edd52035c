// Every sentence states one fact in a fixed form, so that it can be read without guessing.
#include "worlds/daughter_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "worlds/mark_facts.h"

namespace dragoman::worlds {
namespace {

const char* name_of(Slot slot) {
  static constexpr std::array names = {"subject", "object", "recipient", "time", "place", "manner"};
  return names[static_cast<size_t>(slot)];
}

bool is_noun(const Nominal& nominal) {
  return concept_of(nominal.head).category == Category::kNoun;
}

class BookWriter {
 public:
  BookWriter(const Daughter& language, const ExampleMaker& examples)
      : language_(language), layout_(language.layout()), examples_(examples), facts_(language) {}

  std::vector<Section> write() {
    writing();
    word_order();
    nouns();
    definiteness();
    cases();
    noun_phrases();
    verbs();
    negation_and_questions();
    places();
    relative_clauses();
    numbers();
    two_clauses();
    return std::move(sections_);
  }

 private:
  using Wanted = std::function<bool(const Meaning&)>;

  void add(const std::string& title, const std::vector<std::string>& sentences,
           const Wanted& wanted) {
    sections_.push_back({fmt::format("{}. {}", sections_.size() + 1, title),
                         fmt::format("{}", fmt::join(sentences, " ")),
                         wanted ? examples_.make(title, 2, wanted) : std::vector<Example>{}});
  }

  std::string side(bool before) const { return before ? "before" : "after"; }
  std::string function(Function which) const {
    return language_.word(language_.function(which)).spelled;
  }

  void writing();
  void word_order();
  void nouns();
  void definiteness();
  void cases();
  void noun_phrases();
  void verbs();
  void negation_and_questions();
  void places();
  void relative_clauses();
  void numbers();
  void two_clauses();

  const Daughter& language_;
  const Layout& layout_;
  const ExampleMaker& examples_;
  MarkFacts facts_;
  std::vector<Section> sections_;
};

void BookWriter::writing() {
  const Typology& type = language_.typology();
  std::string script = type.script == "ascii" ? "latin" : type.script;
  script[0] = static_cast<char>(script[0] - 'a' + 'A');
  std::vector<std::string> facts = {
      fmt::format("The language is written in {} letters.", script), "Words are parted by blanks.",
      "A sentence ends in a full stop, a question in a question mark."};
  if (type.tone == "yes")
    facts.emplace_back("An accent rising to the right is high tone, one falling is low tone.");
  add("Writing", facts, {});
}

void BookWriter::word_order() {
  std::vector<std::string> order;
  for (const Slot slot : layout_.before_verb) order.emplace_back(name_of(slot));
  order.emplace_back("verb");
  for (const Slot slot : layout_.after_verb) order.emplace_back(name_of(slot));
  add("Word order",
      {fmt::format("The order of a clause is {}.", fmt::join(order, ", ")),
       layout_.free_order ? "Parts on the same side of the verb may change places."
                          : "This order is fixed.",
       layout_.drops_pronouns ? "The subjects I, you, we and they may be left out."
                              : "No subject may be left out."},
      [](const Meaning& m) { return m.first.object && !m.first.recipient && !m.second; });
}

void BookWriter::nouns() {
  add("Number",
      {"The singular is unmarked.", facts_.noun("The plural", {.plural = true}),
       fmt::format("A noun with a numeral has the form of the {}.",
                   layout_.counted_plural ? "plural" : "singular"),
       "Names and pronouns take no mark of number."},
      [](const Meaning& m) {
        return m.first.subject.core.plural && m.first.subject.core.numeral == 0 && !m.second;
      });
}

void BookWriter::definiteness() {
  const auto fact = [&](const std::string& what, DefiniteMark mark, bool is_marked) {
    return is_marked ? facts_.noun(what, {.definite = mark}) : what + " is unmarked.";
  };
  add("Definiteness",
      {fact("A definite noun (the)", DefiniteMark::kDefinite, layout_.marks_definite),
       fact("An indefinite noun (a)", DefiniteMark::kIndefinite, layout_.marks_indefinite),
       "An owned noun is definite and takes no mark of it.",
       "Names and pronouns take no mark of definiteness."},
      [](const Meaning& m) {
        return is_noun(m.first.subject.core) && !m.second && !m.first.place;
      });
}

void BookWriter::cases() {
  std::vector<std::string> facts = {
      layout_.caseless ? "Subject and object are unmarked; their order tells them apart."
      : layout_.ergative
          ? "A subject that has no object is unmarked, and an object is unmarked, too."
          : "A subject is unmarked."};
  if (language_.typology().fusion == "fusional" && !layout_.caseless) {
    facts.emplace_back("One affix marks number and case together.");
    facts_.add_cases("singular ", facts);
    facts_.add_cases("plural ", facts);
  } else {
    facts_.add_cases("", facts);
  }
  facts.emplace_back(
      "Where a noun has several marks, that of number stands nearest to it, then that of "
      "definiteness, then that of case.");
  add("Case", facts, [](const Meaning& m) { return m.first.recipient.has_value() && !m.second; });
}

void BookWriter::noun_phrases() {
  add("Noun phrases",
      {fmt::format("Adjectives stand {} the noun.", side(layout_.adjective_before)),
       fmt::format("Numerals stand {} the noun.", side(layout_.numeral_before)),
       fmt::format("Owners stand {} the noun.", side(layout_.possessor_before)),
       fmt::format("Relative clauses stand {} the noun.", side(layout_.relative_before)),
       "Nearest to a noun stand its own marks, then adjectives, numeral, owner and relative "
       "clause.",
       "Adjectives do not change, and several may stand in any order."},
      [](const Meaning& m) {
        return (m.first.subject.possessor || m.first.subject.core.adjectives.size() > 1) &&
               !m.second;
      });
}

void BookWriter::verbs() {
  std::vector<std::string> facts;
  if (language_.typology().fusion == "fusional" && layout_.agrees)
    facts.emplace_back("One affix marks tense and subject together.");
  facts_.add_tenses(facts);
  facts.emplace_back(
      "Where a verb has several marks, that of negation stands nearest to it, then "
      "that of tense, of the subject and of the question.");
  add("Verbs", facts, [](const Meaning& m) {
    return concept_of(m.first.subject.core.head).category == Category::kPronoun && !m.second;
  });
}

void BookWriter::negation_and_questions() {
  std::vector<std::string> facts = {facts_.verb("Negation (not)", {.negated = true})};
  if (layout_.question == Layout::Question::kAffix)
    facts.push_back(facts_.verb("A question", {.question = true}));
  else
    facts.push_back(
        fmt::format("A question is marked by the word {} at the {} of the clause.",
                    function(Function::kQuestion),
                    layout_.question == Layout::Question::kFirst ? "beginning" : "end"));
  facts.emplace_back("The words for who and what stand where their answer would stand.");
  facts.emplace_back("The word for how many stands where a numeral would stand.");
  add("Negation and questions", facts,
      [](const Meaning& m) { return m.first.question || (m.first.negated && !m.second); });
}

void BookWriter::places() {
  add("Places",
      {fmt::format("Words such as in and under stand {} the whole noun phrase.",
                   side(layout_.preposition)),
       layout_.caseless ? "The noun of a place has no mark of it."
                        : "The noun of a place is in the case of places."},
      [](const Meaning& m) { return m.first.place && !m.second; });
}

void BookWriter::relative_clauses() {
  std::vector<std::string> facts;
  if (layout_.caseless) {
    facts = {fmt::format("A relative clause without its subject (who) begins with {}.",
                         function(Function::kRelativeSubject)),
             fmt::format("A relative clause without its object (whom) begins with {}.",
                         function(Function::kRelativeObject))};
  } else {
    facts = {fmt::format("A relative clause (who, whom) begins with {}.",
                         function(Function::kRelativeSubject)),
             "Whether it lacks its subject or its object is told by the case of the other."};
  }
  facts.emplace_back("Its other words stand in their usual order.");
  add("Relative clauses", facts, [](const Meaning& m) {
    return (m.first.subject.relative || (m.first.object && m.first.object->relative)) && !m.second;
  });
}

void BookWriter::numbers() {
  static constexpr std::array bases = {std::pair{10, "tens"}, std::pair{12, "twelves"},
                                       std::pair{20, "twenties"}};
  const auto base = std::find_if(bases.begin(), bases.end(),
                                 [&](const auto& each) { return each.first == language_.base(); });
  const std::string& order = language_.typology().numeral_order;
  std::string link;
  std::vector<std::string> simple;
  for (const DaughterWord& word : language_.words()) {
    if (word.kind != WordClass::kNumeral || word.value == kHowMany) continue;
    if (word.value == 0)
      link = word.spelled;
    else
      simple.push_back(fmt::format("{} {}", word.value, word.spelled));
  }
  const std::string between = link.empty() ? "" : fmt::format(" joined by {}", link);
  const std::string parts = order == "base_multiplier_unit"   ? "base, multiplier, units"
                            : order == "unit_multiplier_base" ? "units, multiplier, base"
                                                              : "multiplier, base, units";
  add("Numbers",
      {fmt::format("Numbers are counted in {}.", base->second),
       fmt::format("The simple numbers are {}.", fmt::join(simple, ", ")),
       fmt::format("Other numbers are said in the order {}.", parts),
       link.empty() ? "The parts stand side by side."
                    : fmt::format("Units and the rest are{}.", between),
       "The multiplier one is left out."},
      [](const Meaning& m) { return m.first.subject.core.numeral > 10 && !m.second; });
}

void BookWriter::two_clauses() {
  add("Two clauses", {"A conjunction stands between two clauses.", "Each has its own order."},
      [](const Meaning& m) { return m.second.has_value(); });
}

}  // namespace

std::vector<Section> book_of(const Daughter& language, const ExampleMaker& examples) {
  return BookWriter(language, examples).write();
}

}  // namespace dragoman::worlds
