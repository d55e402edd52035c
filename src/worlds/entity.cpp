#include "worlds/entity.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/random.h"

namespace dragoman::worlds {
namespace {

constexpr std::string_view kOnsets = "bdfghjklmnprstvz";
constexpr std::string_view kVowels = "aeiou";
constexpr std::string_view kCodas = "lmnrst";

char draw(std::string_view from, Rng& rng) { return from[rng.below(from.size())]; }

std::string capitalized(std::string word) {
  word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  return word;
}

// Two or three syllables, of which the last may be closed.
std::string draw_name(Rng& rng) {
  std::string name;
  const uint64_t syllables = 2 + rng.below(2);
  for (uint64_t i = 0; i < syllables; ++i) {
    name += draw(kOnsets, rng);
    name += draw(kVowels, rng);
    if (rng.uniform() < (i + 1 == syllables ? 0.4 : 0.15)) name += draw(kCodas, rng);
  }
  return capitalized(name);
}

Concept named(const std::string& name, Sense sense, std::vector<ConceptId> parts) {
  return {.name = name,
          .category = Category::kName,
          .sense = sense,
          .words = {{name, ""}},
          .parts = std::move(parts)};
}

// Capitalised forms of the ordinary words, which no name may be.
std::unordered_set<std::string> ordinary_words() {
  std::unordered_set<std::string> words;
  for (const Concept& each : concepts()) {
    for (const EnglishWord& word : each.words) {
      for (const std::string& form : {word.base, word.inflected, with_s(word.base)})
        if (!form.empty()) words.insert(capitalized(form));
    }
  }
  return words;
}

class Inventory {
 public:
  Inventory() : taken_(ordinary_words()) {
    people();
    compounds(Sense::kSite);
    compounds(Sense::kThing);
  }
  std::vector<Concept> take() { return std::move(all_); }

 private:
  bool add(const std::string& name, Sense sense, std::vector<ConceptId> parts = {}) {
    if (!taken_.insert(name).second) return false;
    all_.push_back(named(name, sense, std::move(parts)));
    return true;
  }

  void people() {
    Rng rng = Rng(0).derive("entities");
    for (int64_t found = 0; found < kEntitiesOfASort;)
      found += add(draw_name(rng), Sense::kPerson) ? 1 : 0;
  }

  // An adjective and a noun of that sense: "Redbridge".
  void compounds(Sense sense) {
    std::vector<std::pair<ConceptId, ConceptId>> pairs;
    for (size_t i = 0; i < concepts().size(); ++i) {
      if (concepts()[i].category != Category::kAdjective) continue;
      for (size_t j = 0; j < concepts().size(); ++j)
        if (concepts()[j].category == Category::kNoun && concepts()[j].sense == sense)
          pairs.emplace_back(static_cast<ConceptId>(i), static_cast<ConceptId>(j));
    }
    Rng rng = Rng(0).derive("compounds", sense);
    rng.shuffle(pairs);
    int64_t found = 0;
    for (size_t i = 0; i < pairs.size() && found < kEntitiesOfASort; ++i) {
      const auto& [adjective, noun] = pairs[i];
      const std::string name = capitalized(concept_of(adjective).words.front().base) +
                               concept_of(noun).words.front().base;
      found += add(name, sense, {adjective, noun}) ? 1 : 0;
    }
  }

  std::unordered_set<std::string> taken_;
  std::vector<Concept> all_;
};

// The heads of a clause in the order of its slots.
void collect(const Clause& clause, std::vector<ConceptId>& heads) {
  const auto nominal = [&](const Nominal& each) { heads.push_back(each.head); };
  const auto phrase = [&](const NounPhrase& each) {
    nominal(each.core);
    if (each.possessor) nominal(*each.possessor);
    if (each.relative && each.relative->other) nominal(*each.relative->other);
  };
  phrase(clause.subject);
  if (clause.object) phrase(*clause.object);
  if (clause.recipient) phrase(*clause.recipient);
  if (clause.place) phrase(clause.place->site);
}

}  // namespace

const std::vector<Concept>& entities() {
  static const std::vector<Concept> all = Inventory().take();
  return all;
}

bool is_entity(ConceptId id) { return id >= static_cast<ConceptId>(concepts().size()); }

std::vector<ConceptId> choose_entities(int64_t count, const std::vector<ConceptId>& vocabulary) {
  std::vector<ConceptId> chosen;
  if (count == 0) return chosen;
  const std::set<ConceptId> known(vocabulary.begin(), vocabulary.end());
  std::map<Sense, int64_t> found;
  for (size_t i = 0; i < entities().size(); ++i) {
    const Concept& entity = entities()[i];
    int64_t& of_sort = found[entity.sense];
    const bool spoken = std::all_of(entity.parts.begin(), entity.parts.end(),
                                    [&](ConceptId part) { return known.contains(part); });
    if (!spoken || of_sort == count) continue;
    ++of_sort;
    chosen.push_back(static_cast<ConceptId>(concepts().size() + i));
  }
  return chosen;
}

ConceptId entity_in(const Meaning& meaning) {
  std::vector<ConceptId> heads;
  collect(meaning.first, heads);
  if (meaning.second) collect(*meaning.second, heads);
  const auto found = std::find_if(heads.begin(), heads.end(), is_entity);
  return found == heads.end() ? kNoConcept : *found;
}

}  // namespace dragoman::worlds
