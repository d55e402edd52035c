// A world whose invented language strings suffixes together and puts the verb last; English is the
// other side. Everything follows from the seed.
#pragma once

#include <memory>

#include "config/fields.h"
#include "worlds/english.h"
#include "worlds/entity.h"
#include "worlds/invented.h"
#include "worlds/meaning_sampler.h"
#include "worlds/world.h"

namespace dragoman::worlds {

inline const config::OneOf kScripts{
    {"latin", "ascii", "greek", "cyrillic", "georgian", "armenian"}};

// An invented language beside the first.
struct FurtherLanguage {
  std::string code;
  std::string script = "latin";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("code", code, "language code", config::Required{});
    visit("script", script, "its letters", kScripts);
  }
};

struct AgglutinativeConfig {
  int64_t seed = 1;
  int64_t roots = 1000;
  std::string script = "latin";
  std::string code = "qaa";
  double synonymy = 0.3;
  double word_order_freedom = 0.3;
  double optional_marking = 0.3;
  double source_synonymy = 0.0;
  double source_order_freedom = 0.0;
  int64_t entities = 0;
  std::vector<FurtherLanguage> further;
  SentenceConfig sentences;

  template <class Visitor>
  void fields(Visitor& visit) {
    const config::Range probability{0, 1};
    visit("seed", seed, "what the language is drawn from", config::at_least(0));
    visit("roots", roots, "content words at most; the whole inventory has about 600",
          config::at_least(60));
    visit("script", script, "letters of the invented language", kScripts);
    visit("code", code, "language code of the invented language");
    visit("synonymy", synonymy, "share of invented words with a synonym", probability);
    visit("word_order_freedom", word_order_freedom,
          "probability that what precedes a verb changes places", probability);
    visit("optional_marking", optional_marking,
          "probability that a mark which may be missing is missing", probability);
    visit("source_synonymy", source_synonymy, "share of English synonyms in use", probability);
    visit("source_order_freedom", source_order_freedom,
          "probability that an English time word opens its clause", probability);
    visit("entities", entities,
          "people, places and things, each as many, whose names are rendered by rule; 0: none",
          config::Range{0, kEntitiesOfASort});
    visit("further", further, "more invented languages with the same words and freedom");
    visit("sentences", sentences, "what sentences are made of");
  }
};

class Agglutinative final : public World {
 public:
  explicit Agglutinative(const AgglutinativeConfig& config);

  const std::vector<Language>& languages() const override { return languages_; }
  Meaning sample(Rng& rng) const override { return sampler_.sample(rng); }
  std::string render(const Meaning& meaning, std::string_view language, Rng& rng) const override;
  std::optional<Meaning> parse(std::string_view text, std::string_view language) const override;
  Wording wordings(const Meaning& meaning, std::string_view language) const override;
  std::vector<std::string> names_of(ConceptId entity, std::string_view language) const override;
  std::vector<GlossedWord> gloss(std::string_view text, std::string_view language) const override;
  std::vector<DictionaryEntry> dictionary(std::string_view language) const override;
  std::vector<Section> book(std::string_view language) const override;

  const Lexicon& lexicon() const { return *lexicons_.front(); }
  const English& english() const { return english_; }

 private:
  void add_language(const std::string& code, Rng rng);
  // nullptr: the language is English.
  const Lexicon* lexicon_of(std::string_view language) const;

  AgglutinativeConfig config_;
  std::vector<ConceptId> vocabulary_;
  std::vector<std::unique_ptr<const Lexicon>> lexicons_;  // one an invented language
  std::vector<ConceptId> entities_;                       // those with a name in all of them
  MeaningSampler sampler_;
  English english_;
  InventedVariation variation_;
  std::vector<Language> languages_;
};

}  // namespace dragoman::worlds
