// What a learner of a family's language could have: glosses, dictionary and grammar book, from the
// same tables that render and parse. Dictionary and book together say all that there is to know.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "worlds/daughter.h"
#include "worlds/world.h"

namespace dragoman::worlds {

GlossedWord gloss_of(const Daughter& language, const Form& form);

// Sorted by headword.
std::vector<DictionaryEntry> dictionary_of(const Daughter& language, const English& english);

// Short sentences of a wanted kind in one language of a world.
class ExampleMaker {
 public:
  ExampleMaker(const World& world, std::string language, const Rng& rng)
      : world_(world), language_(std::move(language)), rng_(rng) {}

  // `count` of them, or fewer where they are rare; equal topics give equal examples.
  std::vector<Example> make(const std::string& topic, size_t count,
                            const std::function<bool(const Meaning&)>& wanted) const;

 private:
  const World& world_;
  std::string language_;
  Rng rng_;
};

// Numbered sections; one short sentence a fact.
std::vector<Section> book_of(const Daughter& language, const ExampleMaker& examples);

}  // namespace dragoman::worlds
