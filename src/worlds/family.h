// A world of many related languages, drawn from one seed: English first, then daughters of one
// proto-language in branches, each with a typology of its own.
#pragma once

#include <memory>

#include "config/fields.h"
#include "worlds/daughter_sentence.h"
#include "worlds/meaning_sampler.h"
#include "worlds/world.h"

namespace dragoman::worlds {

inline constexpr int64_t kMostLanguages = 20 * 26;  // codes qaa to qtz are for private use

// Features of one language, which win over those of all.
struct LanguageChoice {
  std::string code;
  Typology typology;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("code", code, "which language: qaa is the first", config::Required{});
    typology.fields(visit);
  }
};

struct FamilyConfig {
  int64_t seed = 1;
  int64_t languages = 8;
  int64_t branches = 3;
  int64_t roots = 1000;
  double replacement = 0.1;
  double borrowing = 0.06;
  double typology_change = 0.3;
  double synonymy = 0.1;
  double word_order_freedom = 0.3;
  double optional_marking = 0.3;
  double source_synonymy = 0.0;
  double source_order_freedom = 0.0;
  Typology typology;
  std::vector<LanguageChoice> language;
  SentenceConfig sentences;

  template <class Visitor>
  void fields(Visitor& visit) {
    const config::Range probability{0, 1};
    visit("seed", seed, "what the languages are drawn from", config::at_least(0));
    visit("languages", languages, "invented languages; their codes are qaa, qab, …",
          config::Range{1, kMostLanguages});
    visit("branches", branches,
          "of the family; languages go to them in turn, so qaa and, of three, qad are sisters",
          config::at_least(1));
    visit("roots", roots, "content words at most; the whole inventory has about 600",
          config::at_least(60));
    visit("replacement", replacement,
          "share of the roots that a branch, and again a language, has made anew", probability);
    visit("borrowing", borrowing, "share of a language's roots that come from another branch",
          probability);
    visit("typology_change", typology_change,
          "probability that a language departs from its branch in a feature", probability);
    visit("synonymy", synonymy, "share of invented words with a synonym", probability);
    visit("word_order_freedom", word_order_freedom, "probability that what may change places does",
          probability);
    visit("optional_marking", optional_marking, "probability that what may be left out is left out",
          probability);
    visit("source_synonymy", source_synonymy, "share of English synonyms in use", probability);
    visit("source_order_freedom", source_order_freedom,
          "probability that an English time word opens its clause", probability);
    visit("typology", typology, "features of all languages; drawn: the seed decides");
    visit("language", language, "features of single languages");
    visit("sentences", sentences, "what sentences are made of");
  }
};

class Family final : public World {
 public:
  explicit Family(const FamilyConfig& config);

  const std::vector<Language>& languages() const override { return languages_; }
  Meaning sample(Rng& rng) const override { return sampler_.sample(rng); }
  std::string render(const Meaning& meaning, std::string_view language, Rng& rng) const override;
  std::optional<Meaning> parse(std::string_view text, std::string_view language) const override;
  Wording wordings(const Meaning& meaning, std::string_view language) const override;
  std::vector<std::string> names_of(ConceptId entity, std::string_view language) const override;
  std::vector<ConceptId> question_vocabulary() const override;
  std::string render_phrase(const Nominal& alone, std::string_view language,
                            Rng& rng) const override;
  std::optional<Nominal> parse_phrase(std::string_view text,
                                      std::string_view language) const override;
  std::vector<GlossedWord> gloss(std::string_view text, std::string_view language) const override;
  std::vector<TreeWord> tree(const Meaning& meaning, std::string_view language,
                             Rng& rng) const override;
  std::vector<DictionaryEntry> dictionary(std::string_view language) const override;
  std::vector<Section> book(std::string_view language) const override;

  const Kinship& kinship() const { return kinship_; }
  const Daughter& daughter(size_t index) const { return *daughters_.at(index); }
  const DaughterVariation& variation() const { return variation_; }

 private:
  Typology typology_of(size_t index, const FamilyConfig& config) const;
  // nullptr: the language is English.
  const Daughter* daughter_of(std::string_view language) const;

  Rng rng_;
  std::vector<ConceptId> vocabulary_;  // of sentences; questions add their own words
  Kinship kinship_;
  std::vector<std::unique_ptr<const Daughter>> daughters_;
  MeaningSampler sampler_;
  English english_;
  DaughterVariation variation_;
  std::vector<Language> languages_;
};

}  // namespace dragoman::worlds
