#include "worlds/family.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "worlds/catalog.h"
#include "worlds/daughter_book.h"
#include "worlds/daughter_tree.h"
#include "worlds/vocabulary.h"
#include "worlds/words.h"

namespace dragoman::worlds {
namespace {

constexpr const char* kEnglishCode = "en";

std::string code_of(size_t index) {
  return {'q', static_cast<char>('a' + index / 26), static_cast<char>('a' + index % 26)};
}

KinshipConfig kinship_config(const FamilyConfig& config) {
  return {.languages = static_cast<size_t>(config.languages),
          .branches = static_cast<size_t>(config.branches),
          .replacement = config.replacement,
          .borrowing = config.borrowing};
}

void check_codes(const FamilyConfig& config) {
  std::vector<std::string> known;
  for (size_t i = 0; i < static_cast<size_t>(config.languages); ++i) known.push_back(code_of(i));
  for (const LanguageChoice& choice : config.language)
    if (std::find(known.begin(), known.end(), choice.code) == known.end())
      throw_input("[[language]] {} is none of the {} languages, {} to {}", choice.code,
                  known.size(), known.front(), known.back());
}

// A root in plain letters, with a capital.
std::string name_language(const Kinship& kinship, size_t index) {
  std::string name;
  for (int attempt = 0; name.size() < 4; ++attempt)
    name = spell(kinship.root(index, "name of the language", 3, attempt), "ascii");
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

}  // namespace

Family::Family(const FamilyConfig& config)
    : rng_(Rng(static_cast<uint64_t>(config.seed)).derive("family")),
      vocabulary_(choose_vocabulary(config.roots, rng_.derive("vocabulary"))),
      kinship_(kinship_config(config), rng_.derive("kinship")),
      sampler_(config.sentences, vocabulary_, {}),
      english_(question_vocabulary(),
               {.synonymy = config.source_synonymy, .order_freedom = config.source_order_freedom},
               rng_.derive("english")),
      variation_{.word_order_freedom = config.word_order_freedom,
                 .optional_marking = config.optional_marking} {
  check_codes(config);
  languages_ = {{kEnglishCode, "English"}};
  const std::vector<ConceptId> spoken = question_vocabulary();
  for (size_t i = 0; i < static_cast<size_t>(config.languages); ++i) {
    const DaughterConfig daughter{
        .index = i, .typology = typology_of(i, config), .synonymy = config.synonymy};
    daughters_.push_back(std::make_unique<const Daughter>(kinship_, daughter, spoken));
    languages_.push_back({code_of(i), name_language(kinship_, i)});
  }
}

Typology Family::typology_of(size_t index, const FamilyConfig& config) const {
  const size_t branch = kinship_.branch_of(index);
  const Typology ancestor =
      draw_typology(config.typology, nullptr, 1.0, rng_.derive("branch typology", branch));
  Typology chosen = config.typology;
  for (LanguageChoice choice : config.language) {
    if (choice.code != code_of(index)) continue;
    const std::vector<Feature> own = features_of(choice.typology);
    const std::vector<Feature> all = features_of(chosen);
    for (size_t i = 0; i < own.size(); ++i)
      if (*own[i].value != kDrawn) *all[i].value = *own[i].value;
  }
  return draw_typology(chosen, &ancestor, config.typology_change, rng_.derive("typology", index));
}

const Daughter* Family::daughter_of(std::string_view language) const {
  const Language& found = language_of(*this, language);
  const auto index = static_cast<size_t>(&found - languages_.data());
  return index == 0 ? nullptr : daughters_[index - 1].get();
}

std::string Family::render(const Meaning& meaning, std::string_view language, Rng& rng) const {
  const Daughter* daughter = daughter_of(language);
  return daughter ? worlds::render(*daughter, variation_, meaning, rng)
                  : english_.render(meaning, rng);
}

std::optional<Meaning> Family::parse(std::string_view text, std::string_view language) const {
  const Daughter* daughter = daughter_of(language);
  return daughter ? worlds::parse(*daughter, text) : english_.parse(text);
}

Wording Family::wordings(const Meaning& meaning, std::string_view language) const {
  const Daughter* daughter = daughter_of(language);
  return daughter ? worlds::wordings(*daughter, meaning) : english_.wordings(meaning);
}

std::vector<std::string> Family::names_of(ConceptId entity, std::string_view language) const {
  const Daughter* daughter = daughter_of(language);
  if (!daughter) return {english_.words_for(entity).front().base};
  std::vector<std::string> names;
  for (const int index : daughter->words_for(entity))
    names.push_back(daughter->word(index).spelled);
  return names;
}

std::vector<ConceptId> Family::question_vocabulary() const {
  std::vector<ConceptId> all = vocabulary_;
  for (const ConceptId word : question_words()) all.push_back(word);
  return all;
}

std::string Family::render_phrase(const Nominal& alone, std::string_view language, Rng& rng) const {
  const Daughter* daughter = daughter_of(language);
  return daughter ? worlds::render_phrase(*daughter, variation_, alone, rng)
                  : english_.render_phrase(alone, rng);
}

std::optional<Nominal> Family::parse_phrase(std::string_view text,
                                            std::string_view language) const {
  const Daughter* daughter = daughter_of(language);
  return daughter ? worlds::parse_phrase(*daughter, text) : english_.parse_phrase(text);
}

std::vector<GlossedWord> Family::gloss(std::string_view text, std::string_view language) const {
  const Daughter* daughter = daughter_of(language);
  std::vector<std::string> words;
  bool question = false;
  if (!daughter || !worlds::parse(*daughter, text) || !split_sentence(text, words, question))
    return {};
  std::vector<GlossedWord> glossed;
  for (const std::string& word : words)
    glossed.push_back(gloss_of(*daughter, *daughter->find(word)));
  return glossed;
}

std::vector<TreeWord> Family::tree(const Meaning& meaning, std::string_view language,
                                   Rng& rng) const {
  const Daughter* daughter = daughter_of(language);
  if (!daughter) return {};
  return tree_of(*daughter, compose(*daughter, variation_, meaning, rng), meaning.first.question);
}

std::vector<DictionaryEntry> Family::dictionary(std::string_view language) const {
  const Daughter* daughter = daughter_of(language);
  if (!daughter) return {};
  return dictionary_of(*daughter, english_);
}

std::vector<Section> Family::book(std::string_view language) const {
  const Daughter* daughter = daughter_of(language);
  if (!daughter) return {};
  const auto index = static_cast<size_t>(&language_of(*this, language) - languages_.data());
  const ExampleMaker examples(*this, languages_[index].code, rng_.derive("book", index));
  return book_of(*daughter, examples);
}

Entry family() {
  return config::make_entry<World, Family, FamilyConfig>(
      "family", "Many related languages of drawn types, with sound changes; English beside them.");
}

}  // namespace dragoman::worlds
