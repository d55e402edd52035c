// The parser of a family's languages: recursive descent over the readings of the words. A noun
// phrase ends where its language says, so only an owner behind its noun needs a second look; who
// plays which part is settled when the clause has been read.
#pragma once

#include <optional>
#include <vector>

#include "worlds/daughter.h"

namespace dragoman::worlds {

// A noun phrase or an adverbial, in the order of the text.
struct Argument {
  Slot slot = Slot::kSubject;  // of noun phrases without case, not known yet
  NounPhrase phrase;
  CaseMark role = CaseMark::kNone;
  bool settled = false;
};

class DaughterParser {
 public:
  DaughterParser(const Daughter& language, std::vector<Form> forms)
      : language_(language), layout_(language.layout()), forms_(std::move(forms)) {}

  std::optional<Meaning> sentence(bool question) {
    Meaning meaning;
    if (!clause(meaning.first, question)) return std::nullopt;
    if (invariant(Category::kConnector, meaning.connector))
      if (question || !clause(meaning.second.emplace(), false)) return std::nullopt;
    if (at_ != forms_.size() || !canonicalize(meaning)) return std::nullopt;
    return meaning;
  }

  // A noun by itself.
  std::optional<Nominal> alone() {
    Nominal noun;
    NounBundle bundle;
    if (!nominal(noun, bundle) || bundle.role != CaseMark::kNone) return std::nullopt;
    if (!interpret(noun, bundle, false) || at_ != forms_.size() || !canonicalize(noun))
      return std::nullopt;
    return noun;
  }

 private:
  using Arguments = std::vector<Argument>;

  const DaughterWord* now() const {
    return at_ < forms_.size() ? &language_.word(forms_[at_].word) : nullptr;
  }
  bool at_class(WordClass kind) const { return now() && now()->kind == kind; }
  bool at_function(Function which) const {
    return at_ < forms_.size() && forms_[at_].word == language_.function(which);
  }
  bool take(Function which) {
    if (!at_function(which)) return false;
    ++at_;
    return true;
  }
  bool at_category(Category category) const {
    return at_class(WordClass::kInvariant) && concept_of(now()->concept_id).category == category;
  }

  // Takes the next word if it is of that category and `id` is still free.
  bool invariant(Category category, ConceptId& id) {
    if (id != kNoConcept || !at_category(category)) return false;
    id = now()->concept_id;
    ++at_;
    return true;
  }

  bool at_relative() const {
    return at_function(Function::kRelativeSubject) || at_function(Function::kRelativeObject);
  }
  bool at_nominal() const {
    return at_class(WordClass::kNoun) || at_class(WordClass::kNounMark) ||
           at_class(WordClass::kNumeral) || at_category(Category::kAdjective);
  }
  bool at_verb() const { return at_class(WordClass::kVerb) || at_class(WordClass::kVerbMark); }

  bool clause(Clause& clause, bool question);
  bool part(Clause& clause, Arguments& arguments);
  bool argument(Clause& clause, Arguments& arguments);
  bool settle(Clause& clause, Arguments& arguments, size_t verb_at, Person person);
  bool give_parts(const Clause& clause, Arguments& arguments) const;
  bool is_ordered(const Arguments& arguments, size_t verb_at) const;
  bool take_marks(WordClass kind, bool before, std::vector<int>& marks);
  bool verb_group(ConceptId& verb, VerbBundle& bundle);
  bool phrase(NounPhrase& phrase, CaseMark& role);
  bool core(NounPhrase& phrase, CaseMark& role);
  bool nominal(Nominal& nominal, NounBundle& bundle);
  bool interpret(Nominal& nominal, const NounBundle& bundle, bool owned) const;
  bool number(int& number);
  bool relative(Relative& relative, Person& person);

  const Daughter& language_;
  const Layout& layout_;
  std::vector<Form> forms_;
  size_t at_ = 0;
};

}  // namespace dragoman::worlds
