#include "worlds/bundle.h"

#include <array>

#include "worlds/morphology.h"

namespace dragoman::worlds {
namespace {

constexpr size_t kNounBundles = size_t{kCaseMarks} * kDefiniteMarks * 2;
constexpr size_t kVerbBundles = size_t{2} * kPersons * 3 * 2;

// The marks that a typology has, made when they are first wanted.
class MarkMaker {
 public:
  MarkMaker(const Typology& typology, Paradigm& paradigm)
      : typology_(typology), paradigm_(paradigm), isolating_(typology.fusion == "isolating") {}

  void nouns();
  void verbs();

 private:
  int add(const char* name, std::string label, bool word, bool before) {
    return paradigm_.add({.name = name,
                          .label = std::move(label),
                          .meaning = "(" + std::string(name) + ")",
                          .word = word,
                          .before = before});
  }

  // Placed by a feature that says "affix", "before" or "after".
  int placed(const char* name, const char* label, const std::string& where, bool affix_before) {
    const bool word = where != "affix";
    return add(name, label, word, word ? where == "before" : affix_before);
  }

  int number() { return add("plural", "PL", isolating_, typology_.noun_affix == "prefix"); }

  int definite(DefiniteMark mark) {
    const bool is_definite = mark == DefiniteMark::kDefinite;
    return placed(is_definite ? "definite" : "indefinite", is_definite ? "DEF" : "INDEF",
                  typology_.article, typology_.noun_affix == "prefix");
  }

  int role(CaseMark mark) {
    const auto& [name, label] = name_of(mark);
    const bool word = isolating_ || typology_.alignment == "none";
    return add(name, label, word,
               word ? typology_.adposition == "before" : typology_.noun_affix == "prefix");
  }

  std::pair<const char*, const char*> name_of(CaseMark mark) const {
    const bool ergative = typology_.alignment == "ergative";
    switch (mark) {
      case CaseMark::kDative: return {"recipient", "DAT"};
      case CaseMark::kGenitive: return {"owner", "GEN"};
      case CaseMark::kPlace: return {"place", "LOC"};
      default: return ergative ? std::pair{"agent", "ERG"} : std::pair{"object", "ACC"};
    }
  }

  // One affix for number and case.
  int fused(bool plural, CaseMark mark) {
    const std::string number = plural ? "plural" : "singular";
    if (mark == CaseMark::kNone) return add("plural", "PL", false, noun_prefix());
    const auto& [name, label] = name_of(mark);
    return add((number + " " + name).c_str(), std::string(plural ? "PL." : "SG.") + label, false,
               noun_prefix());
  }

  bool noun_prefix() const { return typology_.noun_affix == "prefix"; }
  bool verb_prefix() const { return typology_.verb_affix == "prefix"; }
  void tense_and_person(const VerbBundle& bundle, std::vector<int>& marks);

  const Typology& typology_;
  Paradigm& paradigm_;
  bool isolating_;
};

void MarkMaker::nouns() {
  const bool caseless = typology_.alignment == "none";
  const bool fuses = typology_.fusion == "fusional" && !caseless;
  for (size_t index = 0; index < kNounBundles; ++index) {
    const NounBundle bundle = noun_bundle(index);
    if (caseless && (bundle.role == CaseMark::kCore || bundle.role == CaseMark::kPlace)) continue;
    if (bundle.definite == DefiniteMark::kDefinite && typology_.definiteness == "indefinite")
      continue;
    if (bundle.definite == DefiniteMark::kIndefinite && typology_.definiteness == "definite")
      continue;
    std::vector<int> marks;
    if (fuses && (bundle.plural || bundle.role != CaseMark::kNone))
      marks.push_back(fused(bundle.plural, bundle.role));
    if (!fuses && bundle.plural) marks.push_back(number());
    if (bundle.definite != DefiniteMark::kNone) marks.push_back(definite(bundle.definite));
    if (!fuses && bundle.role != CaseMark::kNone) marks.push_back(role(bundle.role));
    paradigm_.set_pattern(index, marks);
  }
}

void MarkMaker::tense_and_person(const VerbBundle& bundle, std::vector<int>& marks) {
  static constexpr std::array<std::pair<const char*, const char*>, 3> tenses = {
      {{"present", "PRS"}, {"past", "PST"}, {"future", "FUT"}}};
  static constexpr std::array<const char*, kPersons> persons = {"I", "you", "he", "we", "they"};
  const auto& [tense, tense_label] = tenses[static_cast<size_t>(bundle.tense)];
  const char* person = persons[static_cast<size_t>(bundle.person)];
  const bool told = bundle.person != Person::kThird;
  if (told && typology_.fusion == "fusional") {
    marks.push_back(add((std::string(tense) + " " + person).c_str(),
                        std::string(tense_label) + "." + label_of(bundle.person), false,
                        verb_prefix()));
    return;
  }
  if (bundle.tense != Tense::kPresent)
    marks.push_back(add(tense, tense_label, isolating_, verb_prefix()));
  if (told) marks.push_back(add(person, label_of(bundle.person), false, verb_prefix()));
}

void MarkMaker::verbs() {
  for (size_t index = 0; index < kVerbBundles; ++index) {
    const VerbBundle bundle = verb_bundle(index);
    if (bundle.question && typology_.question != "affix") continue;
    if (bundle.person != Person::kThird && typology_.agreement == "no") continue;
    std::vector<int> marks;
    if (bundle.negated) marks.push_back(placed("not", "NEG", typology_.negation, verb_prefix()));
    tense_and_person(bundle, marks);
    if (bundle.question) marks.push_back(add("question", "Q", false, verb_prefix()));
    paradigm_.set_pattern(index, marks);
  }
}

}  // namespace

size_t index_of(const NounBundle& bundle) {
  return (static_cast<size_t>(bundle.role) * kDefiniteMarks +
          static_cast<size_t>(bundle.definite)) *
             2 +
         (bundle.plural ? 1 : 0);
}

NounBundle noun_bundle(size_t index) {
  return {.plural = index % 2 == 1,
          .definite = static_cast<DefiniteMark>(index / 2 % kDefiniteMarks),
          .role = static_cast<CaseMark>(index / 2 / kDefiniteMarks)};
}

size_t index_of(const VerbBundle& bundle) {
  return ((static_cast<size_t>(bundle.person) * 3 + static_cast<size_t>(bundle.tense)) * 2 +
          (bundle.question ? 1 : 0)) *
             2 +
         (bundle.negated ? 1 : 0);
}

VerbBundle verb_bundle(size_t index) {
  return {.negated = index % 2 == 1,
          .tense = static_cast<Tense>(index / 4 % 3),
          .person = static_cast<Person>(index / 12),
          .question = index / 2 % 2 == 1};
}

Paradigm noun_paradigm(const Typology& typology) {
  Paradigm paradigm;
  MarkMaker(typology, paradigm).nouns();
  return paradigm;
}

Paradigm verb_paradigm(const Typology& typology) {
  Paradigm paradigm;
  MarkMaker(typology, paradigm).verbs();
  return paradigm;
}

}  // namespace dragoman::worlds
