// Recursive descent without backtracking: the next word always decides.
#include "worlds/english.h"
#include "worlds/words.h"

namespace dragoman::worlds {
namespace {

enum class Case { kSubject, kObject };

class EnglishParser {
 public:
  EnglishParser(const English& english, std::vector<std::string> words)
      : english_(english), words_(std::move(words)) {}

  std::optional<Meaning> sentence(bool question) {
    Meaning meaning;
    if (!clause(meaning.first, question)) return std::nullopt;
    if (invariant(Category::kConnector, meaning.connector))
      if (question || !clause(meaning.second.emplace(), false)) return std::nullopt;
    if (at_ != words_.size() || !canonicalize(meaning)) return std::nullopt;
    return meaning;
  }

  std::optional<Nominal> alone() {
    Nominal noun;
    if (!nominal(noun, Case::kSubject) || at_ != words_.size() || !canonicalize(noun))
      return std::nullopt;
    return noun;
  }

 private:
  std::string_view now() const { return at_ < words_.size() ? words_[at_] : std::string_view(); }

  bool take(std::string_view word) {
    if (now() != word) return false;
    ++at_;
    return true;
  }

  bool take(EnglishForm form, ConceptId& id) {
    if (!english_.has_reading(now(), form, &id)) return false;
    ++at_;
    return true;
  }

  bool invariant(Category category, ConceptId& id) {
    ConceptId found = kNoConcept;
    if (!english_.has_reading(now(), EnglishForm::kInvariant, &found)) return false;
    if (concept_of(found).category != category) return false;
    id = found;
    ++at_;
    return true;
  }

  bool clause(Clause& clause, bool question);
  bool opening(Clause& clause);
  bool question_opening(Clause& clause);
  bool asks_with(EnglishForm form, ConceptId& asked) const;
  bool complements(Clause& clause);
  bool finite_verb(ConceptId& verb, Tense& tense, bool& negated, Person person);
  bool helper(Tense& tense, Person person);
  bool phrase(NounPhrase& phrase, Case role);
  bool owner(Nominal& nominal);
  bool nominal(Nominal& nominal, Case role);
  bool determined(Nominal& nominal, bool& article_ok);
  bool counted(Nominal& nominal);
  bool relative(Relative& relative, const Nominal& head);
  bool starts_verb() const;
  bool noun(Nominal& nominal, EnglishForm singular, EnglishForm plural);

  const English& english_;
  std::vector<std::string> words_;
  size_t at_ = 0;
};

bool EnglishParser::clause(Clause& clause, bool question) {
  clause.question = question;
  const bool time_first = !question && invariant(Category::kTime, clause.time);
  if (!opening(clause) || !complements(clause)) return false;
  invariant(Category::kManner, clause.manner);
  ConceptId relation = kNoConcept;
  if (invariant(Category::kRelation, relation)) {
    clause.place.emplace().relation = relation;
    if (!phrase(clause.place->site, Case::kObject)) return false;
  }
  if (!time_first) invariant(Category::kTime, clause.time);
  return true;
}

bool EnglishParser::asks_with(EnglishForm form, ConceptId& asked) const {
  return english_.has_reading(now(), form, &asked) && asks(asked);
}

// Everything up to the verb.
bool EnglishParser::opening(Clause& clause) {
  ConceptId asked = kNoConcept;
  if (clause.question && asks_with(EnglishForm::kPronounObject, asked)) {
    clause.object.emplace().core.head = asked;
    ++at_;
    return question_opening(clause);
  }
  if (clause.question && asks_with(EnglishForm::kPronounSubject, asked)) {
    clause.subject.core.head = asked;
    ++at_;
    return finite_verb(clause.verb, clause.tense, clause.negated, Person::kThird);
  }
  if (clause.question) return question_opening(clause);
  return phrase(clause.subject, Case::kSubject) &&
         finite_verb(clause.verb, clause.tense, clause.negated, person_of(clause.subject.core));
}

bool EnglishParser::question_opening(Clause& clause) {
  const size_t start = at_++;
  if (start >= words_.size() || !phrase(clause.subject, Case::kSubject)) return false;
  const size_t after = at_;
  at_ = start;  // the helper agrees with a subject that follows it
  if (!helper(clause.tense, person_of(clause.subject.core))) return false;
  at_ = after;
  clause.negated = take("not");
  return take(EnglishForm::kVerbBase, clause.verb);
}

bool EnglishParser::complements(Clause& clause) {
  const Category category = concept_of(clause.verb).category;
  if (category == Category::kIntransitive) return true;
  if (!clause.object && !phrase(clause.object.emplace(), Case::kObject)) return false;
  if (category == Category::kTransitive) return true;
  return take("to") && phrase(clause.recipient.emplace(), Case::kObject);
}

// "will", "did", or the form of "do" that agrees with `person`.
bool EnglishParser::helper(Tense& tense, Person person) {
  if (take("will"))
    tense = Tense::kFuture;
  else if (take("did"))
    tense = Tense::kPast;
  else if (take(person == Person::kThird ? "does" : "do"))
    tense = Tense::kPresent;
  else
    return false;
  return true;
}

bool EnglishParser::finite_verb(ConceptId& verb, Tense& tense, bool& negated, Person person) {
  if (helper(tense, person)) {
    negated = take("not");
    if (!negated && tense != Tense::kFuture) return false;  // "does see" says nothing more
    return take(EnglishForm::kVerbBase, verb);
  }
  if (take(EnglishForm::kVerbPast, verb)) {
    tense = Tense::kPast;
    return true;
  }
  tense = Tense::kPresent;
  return take(person == Person::kThird ? EnglishForm::kVerbS : EnglishForm::kVerbBase, verb);
}

bool EnglishParser::phrase(NounPhrase& phrase, Case role) {
  Nominal possessor;
  const size_t start = at_;
  if (owner(possessor)) {
    phrase.possessor = std::move(possessor);
    if (!counted(phrase.core) || !noun(phrase.core, EnglishForm::kSingular, EnglishForm::kPlural))
      return false;
  } else {
    at_ = start;
    if (!nominal(phrase.core, role)) return false;
  }
  const std::string_view next = now();
  if (next == "who" || next == "whom" || next == "that")
    return relative(phrase.relative.emplace(), phrase.core);
  return true;
}

// "my", "Anna's", "the old man's"; gives up (false) at anything else.
bool EnglishParser::owner(Nominal& nominal) {
  if (english_.has_reading(now(), EnglishForm::kPronounOwner, &nominal.head)) {
    if (!english_.has_reading(now(), EnglishForm::kPronounObject)) return ++at_, true;
    // "her": it owns exactly if what follows is hers.
    const size_t start = at_++;
    Nominal owned;
    if (!counted(owned) || (!noun(owned, EnglishForm::kSingular, EnglishForm::kPlural)))
      return false;
    at_ = start + 1;
    return true;
  }
  if (take(EnglishForm::kNameOwner, nominal.head)) return true;
  bool article_ok = true;
  return determined(nominal, article_ok) &&
         noun(nominal, EnglishForm::kSingularOwner, EnglishForm::kPluralOwner) &&
         (article_ok || nominal.plural);
}

bool EnglishParser::nominal(Nominal& nominal, Case role) {
  if (take(role == Case::kSubject ? EnglishForm::kPronounSubject : EnglishForm::kPronounObject,
           nominal.head) ||
      take(EnglishForm::kName, nominal.head))
    return !asks(nominal.head);  // question words stand first
  bool article_ok = true;
  return determined(nominal, article_ok) &&
         noun(nominal, EnglishForm::kSingular, EnglishForm::kPlural) &&
         (article_ok || nominal.plural);
}

// Article, numeral and adjectives. `article_ok` says whether a singular noun may follow.
bool EnglishParser::determined(Nominal& nominal, bool& article_ok) {
  nominal.definite = take("the");
  const bool article = !nominal.definite && (now() == "a" || now() == "an");
  if (article) {
    const bool vowel = words_[at_++] == "an";
    if (now().empty() || starts_with_vowel(now()) != vowel) return false;
  }
  article_ok = nominal.definite || article;
  if (!counted(nominal)) return false;
  if (!article) return true;
  // "a" goes with singular nouns only.
  return !nominal.numeral && !english_.has_reading(now(), EnglishForm::kPlural) &&
         !english_.has_reading(now(), EnglishForm::kPluralOwner);
}

bool EnglishParser::counted(Nominal& nominal) {
  if (take("how")) {
    if (!take("many")) return false;
    nominal.numeral = kHowMany;
  } else {
    nominal.numeral = english_numeral_value(now());
    if (nominal.numeral) ++at_;
  }
  for (ConceptId adjective = kNoConcept; invariant(Category::kAdjective, adjective);)
    nominal.adjectives.push_back(adjective);
  return true;
}

bool EnglishParser::noun(Nominal& nominal, EnglishForm singular, EnglishForm plural) {
  if (take(plural, nominal.head)) return nominal.plural = true;
  return !nominal.numeral && take(singular, nominal.head);
}

bool EnglishParser::starts_verb() const {
  const std::string_view next = now();
  if (next == "will" || next == "did" || next == "does" || next == "do") return true;
  return english_.has_reading(next, EnglishForm::kVerbBase) ||
         english_.has_reading(next, EnglishForm::kVerbS) ||
         english_.has_reading(next, EnglishForm::kVerbPast);
}

bool EnglishParser::relative(Relative& relative, const Nominal& head) {
  const std::string_view marker = words_[at_++];
  relative.head_is_object = !starts_verb();
  if (marker != english_relative_word(head.head, relative.head_is_object)) return false;
  if (relative.head_is_object && !nominal(relative.other.emplace(), Case::kSubject)) return false;
  const Nominal& subject = relative.head_is_object ? *relative.other : head;
  if (!finite_verb(relative.verb, relative.tense, relative.negated, person_of(subject)))
    return false;
  const bool transitive = concept_of(relative.verb).category == Category::kTransitive;
  if (relative.head_is_object || !transitive) return true;
  return nominal(relative.other.emplace(), Case::kObject);
}

}  // namespace

std::optional<Meaning> English::parse(std::string_view text) const {
  std::vector<std::string> words;
  bool question = false;
  if (!split_sentence(text, words, question)) return std::nullopt;
  // A sentence starts with a capital; names and "I" keep theirs.
  std::string& first = words.front();
  if (first[0] < 'A' || first[0] > 'Z') return std::nullopt;
  if (!has_reading(first, EnglishForm::kName) && !has_reading(first, EnglishForm::kNameOwner) &&
      first != "I")
    first[0] = static_cast<char>(first[0] - 'A' + 'a');
  return EnglishParser(*this, std::move(words)).sentence(question);
}

std::optional<Nominal> English::parse_phrase(std::string_view text) const {
  std::vector<std::string> words;
  if (!split_words(text, words)) return std::nullopt;
  return EnglishParser(*this, std::move(words)).alone();
}

}  // namespace dragoman::worlds
