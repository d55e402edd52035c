// Draws meanings: what the people of a world talk about, and how elaborately.
#pragma once

#include <array>
#include <vector>

#include "base/random.h"
#include "config/fields.h"
#include "config/problems.h"
#include "worlds/meaning.h"
#include "worlds/vocabulary.h"

namespace dragoman::worlds {

// How often a sentence has what; all are probabilities. The defaults give 4 to 14 English words.
struct SentenceConfig {
  double question = 0.12;
  double negation = 0.15;
  double past = 0.4;
  double future = 0.2;
  double second_clause = 0.1;
  double intransitive = 0.3;
  double ditransitive = 0.15;
  double pronoun = 0.2;
  double proper_name = 0.15;
  double plural = 0.3;
  double definite = 0.6;
  double numeral = 0.08;
  double adjective = 0.3;
  double possessor = 0.1;
  double relative_clause = 0.06;
  double place = 0.3;
  double time = 0.2;
  double manner = 0.15;
  double zipf = 0.9;
  double entity = 0.5;

  template <class Visitor>
  void fields(Visitor& visit) {
    const config::Range probability{0, 1};
    visit("question", question, "asks yes or no", probability);
    visit("negation", negation, "says that it is not so", probability);
    visit("past", past, "past tense", probability);
    visit("future", future, "future tense", probability);
    visit("second_clause", second_clause, "two clauses joined by and, because, …", probability);
    visit("intransitive", intransitive, "a verb without object", probability);
    visit("ditransitive", ditransitive, "a verb with object and recipient", probability);
    visit("pronoun", pronoun, "a pronoun for a person", probability);
    visit("proper_name", proper_name, "a name for a person", probability);
    visit("plural", plural, "plural nouns", probability);
    visit("definite", definite, "definite nouns", probability);
    visit("numeral", numeral, "counted nouns", probability);
    visit("adjective", adjective, "an adjective, and after one a second", probability);
    visit("possessor", possessor, "an owner", probability);
    visit("relative_clause", relative_clause, "who sees the dog, whom the dog sees", probability);
    visit("place", place, "a place", probability);
    visit("time", time, "a time word", probability);
    visit("manner", manner, "an adverb of manner", probability);
    visit("zipf", zipf, "exponent of word frequency by rank; 0 is uniform", config::Range{0, 3});
    visit("entity", entity, "names one of the world's entities, where it has any", probability);
  }
  void validate(config::Problems& problems) const;
};

class MeaningSampler {
 public:
  // `vocabulary` in order of frequency; `entities` are all equally frequent.
  MeaningSampler(const SentenceConfig& config, const std::vector<ConceptId>& vocabulary,
                 const std::vector<ConceptId>& entities);

  // A canonical meaning. Thread-safe: all state is in `rng`.
  Meaning sample(Rng& rng) const;

 private:
  enum class Role { kAgent, kObject, kGift, kRecipient, kSite };

  Clause clause(Rng& rng, bool may_ask) const;
  void name_entity(Rng& rng, Clause& clause) const;
  NounPhrase phrase(Rng& rng, Role role) const;
  Nominal nominal(Rng& rng, Role role) const;
  Relative relative(Rng& rng, const Nominal& head) const;
  ConceptId noun(Rng& rng, Role role) const;
  Tense tense(Rng& rng) const;
  ConceptId verb(Rng& rng) const;
  const ZipfPool& pool(Category category) const { return pools_[static_cast<size_t>(category)]; }

  SentenceConfig config_;
  std::array<ZipfPool, kCategories> pools_;
  ZipfPool animate_, people_, things_, sites_;
  ZipfPool named_people_, named_things_, named_sites_;
};

}  // namespace dragoman::worlds
