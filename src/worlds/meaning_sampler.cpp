#include "worlds/meaning_sampler.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::worlds {
namespace {

bool chance(Rng& rng, double probability) { return rng.uniform() < probability; }

// Mostly small numbers, now and then one up to 99.
int draw_numeral(Rng& rng) {
  if (chance(rng, 0.75)) return 2 + static_cast<int>(rng.below(9));
  return 11 + static_cast<int>(rng.below(89));
}

NounPhrase the(ConceptId noun) {
  NounPhrase phrase;
  phrase.core.head = noun;
  phrase.core.definite = true;
  return phrase;
}

bool same_pronoun(const NounPhrase& a, const NounPhrase& b) {
  return a.core.head == b.core.head && concept_of(a.core.head).category == Category::kPronoun;
}

}  // namespace

void SentenceConfig::validate(config::Problems& problems) const {
  const auto at_most_one = [&](double sum, const char* key, const char* other) {
    if (sum > 1.0) problems.add(key, fmt::format("and {} add up to {}, more than 1", other, sum));
  };
  at_most_one(past + future, "past", "future");
  at_most_one(intransitive + ditransitive, "intransitive", "ditransitive");
  at_most_one(pronoun + proper_name, "pronoun", "proper_name");
}

MeaningSampler::MeaningSampler(const SentenceConfig& config,
                               const std::vector<ConceptId>& vocabulary,
                               const std::vector<ConceptId>& entities)
    : config_(config) {
  const auto pick = [&](auto wanted) {
    std::vector<ConceptId> members;
    std::copy_if(vocabulary.begin(), vocabulary.end(), std::back_inserter(members),
                 [&](ConceptId id) { return wanted(concept_of(id)); });
    return ZipfPool(std::move(members), config.zipf);
  };
  for (int i = 0; i < kCategories; ++i)
    pools_[static_cast<size_t>(i)] =
        pick([&](const Concept& c) { return c.category == static_cast<Category>(i); });
  const auto nouns = [&](std::initializer_list<Sense> senses) {
    return pick([&](const Concept& c) {
      return c.category == Category::kNoun &&
             std::find(senses.begin(), senses.end(), c.sense) != senses.end();
    });
  };
  animate_ = nouns({Sense::kPerson, Sense::kAnimal});
  people_ = nouns({Sense::kPerson});
  things_ = nouns({Sense::kThing});
  sites_ = nouns({Sense::kSite});
  const auto names = [&](Sense sense) {
    std::vector<ConceptId> members;
    std::copy_if(entities.begin(), entities.end(), std::back_inserter(members),
                 [&](ConceptId id) { return concept_of(id).sense == sense; });
    return ZipfPool(std::move(members), 0.0);
  };
  named_people_ = names(Sense::kPerson);
  named_things_ = names(Sense::kThing);
  named_sites_ = names(Sense::kSite);
}

Meaning MeaningSampler::sample(Rng& rng) const {
  Meaning meaning;
  const bool two = chance(rng, config_.second_clause);
  meaning.first = clause(rng, !two);
  if (two) {
    meaning.connector = pool(Category::kConnector).draw(rng);
    meaning.second = clause(rng, false);
  }
  // A world without entities draws nothing more here.
  if (!named_people_.empty() && chance(rng, config_.entity)) name_entity(rng, meaning.first);
  DRAGOMAN_CHECK(canonicalize(meaning), "a drawn meaning is well-formed");
  return meaning;
}

// One of the clause's phrases becomes a name of something that can play its part.
void MeaningSampler::name_entity(Rng& rng, Clause& clause) const {
  std::vector<std::pair<NounPhrase*, const ZipfPool*>> slots = {{&clause.subject, &named_people_}};
  if (clause.object) slots.emplace_back(&*clause.object, &named_things_);
  if (clause.object && !clause.recipient) slots.emplace_back(&*clause.object, &named_people_);
  if (clause.recipient) slots.emplace_back(&*clause.recipient, &named_people_);
  if (clause.place) slots.emplace_back(&clause.place->site, &named_sites_);
  std::erase_if(slots, [](const auto& slot) { return slot.second->empty(); });
  const auto& [phrase, pool] = slots[rng.below(slots.size())];
  *phrase = {};
  phrase->core.head = pool->draw(rng);
}

Clause MeaningSampler::clause(Rng& rng, bool may_ask) const {
  Clause clause;
  clause.verb = verb(rng);
  clause.tense = tense(rng);
  clause.negated = chance(rng, config_.negation);
  clause.question = may_ask && chance(rng, config_.question);
  clause.subject = phrase(rng, Role::kAgent);
  const Category category = concept_of(clause.verb).category;
  if (category == Category::kTransitive) clause.object = phrase(rng, Role::kObject);
  if (category == Category::kDitransitive) {
    clause.object = phrase(rng, Role::kGift);
    clause.recipient = phrase(rng, Role::kRecipient);
  }
  // Nobody watches or gives to themselves: pronouns of one clause differ.
  if (clause.object && same_pronoun(*clause.object, clause.subject))
    clause.object = the(things_.draw(rng));
  if (clause.recipient && same_pronoun(*clause.recipient, clause.subject))
    clause.recipient = the(people_.draw(rng));
  if (chance(rng, config_.place))
    clause.place = Place{pool(Category::kRelation).draw(rng), phrase(rng, Role::kSite)};
  if (chance(rng, config_.manner)) clause.manner = pool(Category::kManner).draw(rng);
  if (chance(rng, config_.time)) {
    clause.time = pool(Category::kTime).draw(rng);
    if (concept_of(clause.time).sense == Sense::kPastOnly) clause.tense = Tense::kPast;
    if (concept_of(clause.time).sense == Sense::kFutureOnly) clause.tense = Tense::kFuture;
  }
  return clause;
}

NounPhrase MeaningSampler::phrase(Rng& rng, Role role) const {
  NounPhrase phrase;
  phrase.core = nominal(rng, role);
  if (concept_of(phrase.core.head).category != Category::kNoun) return phrase;
  if (chance(rng, config_.possessor)) {
    phrase.possessor = nominal(rng, Role::kAgent);
    phrase.core.definite = true;
  }
  if (chance(rng, config_.relative_clause)) phrase.relative = relative(rng, phrase.core);
  return phrase;
}

Nominal MeaningSampler::nominal(Rng& rng, Role role) const {
  Nominal nominal;
  if (role != Role::kGift && role != Role::kSite) {
    const double kind = rng.uniform();
    if (kind < config_.pronoun)
      nominal.head = pool(Category::kPronoun).draw(rng);
    else if (kind < config_.pronoun + config_.proper_name)
      nominal.head = pool(Category::kName).draw(rng);
    if (nominal.head != kNoConcept) return nominal;
  }
  nominal.head = noun(rng, role);
  nominal.plural = chance(rng, config_.plural);
  nominal.definite = chance(rng, config_.definite);
  if (chance(rng, config_.numeral)) nominal.numeral = draw_numeral(rng);
  if (nominal.numeral) nominal.plural = true;
  while (nominal.adjectives.size() < 2 && chance(rng, config_.adjective)) {
    const ConceptId adjective = pool(Category::kAdjective).draw(rng);
    if (nominal.adjectives.empty() || nominal.adjectives.front() != adjective)
      nominal.adjectives.push_back(adjective);
  }
  std::sort(nominal.adjectives.begin(), nominal.adjectives.end());
  return nominal;
}

// Things and places are what somebody acts on; people and animals may also act.
Relative MeaningSampler::relative(Rng& rng, const Nominal& head) const {
  Relative relative;
  relative.tense = tense(rng);
  relative.negated = chance(rng, config_.negation);
  const Sense sense = concept_of(head.head).sense;
  const bool can_act = sense == Sense::kPerson || sense == Sense::kAnimal;
  if (can_act && chance(rng, 0.4)) {
    relative.verb = pool(Category::kIntransitive).draw(rng);
    return relative;
  }
  relative.verb = pool(Category::kTransitive).draw(rng);
  relative.head_is_object = !can_act || chance(rng, 0.4);
  relative.other = nominal(rng, relative.head_is_object ? Role::kAgent : Role::kObject);
  return relative;
}

ConceptId MeaningSampler::noun(Rng& rng, Role role) const {
  switch (role) {
    case Role::kAgent: return animate_.draw(rng);
    case Role::kRecipient: return people_.draw(rng);
    case Role::kGift: return things_.draw(rng);
    case Role::kSite: return chance(rng, 0.8) ? sites_.draw(rng) : things_.draw(rng);
    case Role::kObject: return chance(rng, 0.6) ? things_.draw(rng) : animate_.draw(rng);
  }
  return kNoConcept;
}

Tense MeaningSampler::tense(Rng& rng) const {
  const double draw = rng.uniform();
  if (draw < config_.past) return Tense::kPast;
  return draw < config_.past + config_.future ? Tense::kFuture : Tense::kPresent;
}

ConceptId MeaningSampler::verb(Rng& rng) const {
  const double draw = rng.uniform();
  if (draw < config_.intransitive) return pool(Category::kIntransitive).draw(rng);
  if (draw < config_.intransitive + config_.ditransitive)
    return pool(Category::kDitransitive).draw(rng);
  return pool(Category::kTransitive).draw(rng);
}

}  // namespace dragoman::worlds
