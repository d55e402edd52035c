#include "worlds/morphology.h"

#include <set>

#include "base/error.h"

namespace dragoman::worlds {
namespace {

std::string joined(const std::vector<std::string>& segments) {
  std::string word;
  for (const std::string& segment : segments) word += segment;
  return word;
}

}  // namespace

Morphology::Morphology(const Phonology& phonology, Rng rng) : phonology_(phonology) {
  for (int attempt = 0; attempt < 10000; ++attempt) {
    draw(rng);
    if (forms_differ("ta") && forms_differ("tak") && forms_differ("te") && forms_differ("ten"))
      return;
  }
  DRAGOMAN_CHECK(false, "no set of suffixes keeps all forms apart");
}

// All suffixes differ; nominative, present and third person are the bare stem.
void Morphology::draw(Rng& rng) {
  std::set<std::string> taken;
  const auto fresh = [&] {
    for (;;) {
      std::string suffix = phonology_.suffix(rng);
      if (taken.insert(suffix).second) return suffix;
    }
  };
  plural_ = fresh();
  definite_ = fresh();
  negation_ = fresh();
  for (size_t i = 1; i < cases_.size(); ++i) cases_[i] = fresh();
  for (size_t i = 1; i < tenses_.size(); ++i) tenses_[i] = fresh();
  for (size_t i = 1; i < endings_.size(); ++i) endings_[i] = fresh();
  for (size_t i = 0; i < persons_.size(); ++i)
    persons_[i] = static_cast<Person>(i) == Person::kThird ? "" : fresh();
}

bool Morphology::forms_differ(const std::string& root) const {
  std::set<std::string> nouns, verbs;
  for (const NounForm& form : noun_forms(true))
    if (!nouns.insert(joined(noun(root, form))).second) return false;
  for (const VerbForm& form : verb_forms())
    if (!verbs.insert(joined(verb(root, form))).second) return false;
  return true;
}

std::vector<std::string> Morphology::noun(const std::string& root, const NounForm& form) const {
  std::vector<std::string> segments = {root};
  if (form.plural) phonology_.attach(segments, plural_);
  if (form.definite) phonology_.attach(segments, definite_);
  phonology_.attach(segments, of(form.role));
  return segments;
}

std::vector<std::string> Morphology::verb(const std::string& root, const VerbForm& form) const {
  std::vector<std::string> segments = {root};
  if (form.negated) phonology_.attach(segments, negation_);
  phonology_.attach(segments, of(form.tense));
  phonology_.attach(segments, of(form.person));
  phonology_.attach(segments, of(form.ending));
  return segments;
}

std::vector<NounForm> noun_forms(bool inflected) {
  std::vector<NounForm> forms;
  for (int role = 0; role < kCases; ++role)
    for (int flags = 0; flags < (inflected ? 4 : 1); ++flags)
      forms.push_back({(flags & 1) != 0, (flags & 2) != 0, static_cast<Case>(role)});
  return forms;
}

const std::vector<VerbForm>& verb_forms() {
  static const std::vector<VerbForm> forms = [] {
    std::vector<VerbForm> made;
    for (int negated = 0; negated < 2; ++negated)
      for (int tense = 0; tense < 3; ++tense)
        for (int person = 0; person < kPersons; ++person)
          for (int ending = 0; ending < 3; ++ending)
            made.push_back({negated == 1, static_cast<Tense>(tense), static_cast<Person>(person),
                            static_cast<Ending>(ending)});
    return made;
  }();
  return forms;
}

const char* label_of(Case role) {
  static constexpr const char* labels[] = {"NOM", "ACC", "DAT", "GEN", "LOC"};
  return labels[static_cast<int>(role)];
}

const char* label_of(Person person) {
  static constexpr const char* labels[] = {"1SG", "2SG", "3SG", "1PL", "3PL"};
  return labels[static_cast<int>(person)];
}

std::vector<std::string> labels_of(const NounForm& form) {
  std::vector<std::string> labels;
  if (form.plural) labels.push_back("PL");
  if (form.definite) labels.push_back("DEF");
  if (form.role != Case::kNominative) labels.push_back(label_of(form.role));
  return labels;
}

std::vector<std::string> labels_of(const VerbForm& form) {
  std::vector<std::string> labels;
  if (form.negated) labels.push_back("NEG");
  if (form.tense != Tense::kPresent) labels.push_back(form.tense == Tense::kPast ? "PST" : "FUT");
  if (form.person != Person::kThird) labels.push_back(label_of(form.person));
  if (form.ending != Ending::kNone)
    labels.push_back(form.ending == Ending::kQuestion ? "Q" : "REL");
  return labels;
}

}  // namespace dragoman::worlds
