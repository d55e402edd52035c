#include "worlds/agglutinative.h"

#include <algorithm>

#include "base/error.h"
#include "worlds/catalog.h"
#include "worlds/vocabulary.h"
#include "worlds/words.h"

namespace dragoman::worlds {
namespace {

constexpr const char* kEnglishCode = "en";

// The language's name: a root that plain letters spell, with a capital.
std::string name_language(const Lexicon& lexicon, Rng rng) {
  std::string name;
  do name = lexicon.phonology().root(rng, 3);
  while (!std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

Rng stream_of(const AgglutinativeConfig& config) { return Rng(static_cast<uint64_t>(config.seed)); }

std::vector<std::unique_ptr<const Lexicon>> make_lexicons(
    const AgglutinativeConfig& config, const std::vector<ConceptId>& vocabulary) {
  const std::vector<ConceptId> entities = choose_entities(config.entities, vocabulary);
  std::vector<std::unique_ptr<const Lexicon>> lexicons;
  const auto add = [&](const std::string& script, Rng rng) {
    const LexiconConfig words{.synonymy = config.synonymy, .script = script};
    lexicons.push_back(std::make_unique<const Lexicon>(vocabulary, entities, words, rng));
  };
  add(config.script, stream_of(config).derive("lexicon"));
  for (size_t i = 0; i < config.further.size(); ++i)
    add(config.further[i].script, stream_of(config).derive("lexicon", i + 1));
  return lexicons;
}

std::vector<ConceptId> named_in_all(const std::vector<std::unique_ptr<const Lexicon>>& lexicons,
                                    std::vector<ConceptId> entities) {
  std::erase_if(entities, [&](ConceptId id) {
    return std::any_of(lexicons.begin(), lexicons.end(),
                       [&](const auto& lexicon) { return !lexicon->has(id); });
  });
  return entities;
}

std::vector<ConceptId> both(std::vector<ConceptId> ids, const std::vector<ConceptId>& more) {
  ids.insert(ids.end(), more.begin(), more.end());
  return ids;
}

}  // namespace

Agglutinative::Agglutinative(const AgglutinativeConfig& config)
    : config_(config),
      vocabulary_(choose_vocabulary(config.roots, stream_of(config).derive("vocabulary"))),
      lexicons_(make_lexicons(config, vocabulary_)),
      entities_(named_in_all(lexicons_, choose_entities(config.entities, vocabulary_))),
      sampler_(config.sentences, vocabulary_, entities_),
      english_(both(vocabulary_, entities_),
               {.synonymy = config.source_synonymy, .order_freedom = config.source_order_freedom},
               stream_of(config).derive("english")),
      variation_{.word_order_freedom = config.word_order_freedom,
                 .optional_marking = config.optional_marking} {
  languages_ = {{kEnglishCode, "English"}};
  add_language(config.code, stream_of(config).derive("name"));
  for (size_t i = 0; i < config.further.size(); ++i)
    add_language(config.further[i].code, stream_of(config).derive("name", i + 1));
}

void Agglutinative::add_language(const std::string& code, Rng rng) {
  const bool taken = std::any_of(languages_.begin(), languages_.end(),
                                 [&](const Language& each) { return each.code == code; });
  if (taken || code.empty())
    throw_input("world code '{}' is not free: take another, e.g. qaa", code);
  languages_.push_back({code, name_language(*lexicons_[languages_.size() - 1], rng)});
}

const Lexicon* Agglutinative::lexicon_of(std::string_view language) const {
  const Language& found = language_of(*this, language);
  const auto index = static_cast<size_t>(&found - languages_.data());
  return index == 0 ? nullptr : lexicons_[index - 1].get();
}

std::string Agglutinative::render(const Meaning& meaning, std::string_view language,
                                  Rng& rng) const {
  const Lexicon* lexicon = lexicon_of(language);
  return lexicon ? render_invented(*lexicon, variation_, meaning, rng)
                 : english_.render(meaning, rng);
}

std::optional<Meaning> Agglutinative::parse(std::string_view text,
                                            std::string_view language) const {
  const Lexicon* lexicon = lexicon_of(language);
  return lexicon ? parse_invented(*lexicon, text) : english_.parse(text);
}

Wording Agglutinative::wordings(const Meaning& meaning, std::string_view language) const {
  const Lexicon* lexicon = lexicon_of(language);
  return lexicon ? invented_wordings(*lexicon, meaning) : english_.wordings(meaning);
}

std::vector<std::string> Agglutinative::names_of(ConceptId entity,
                                                 std::string_view language) const {
  const Lexicon* lexicon = lexicon_of(language);
  if (lexicon) return lexicon->name_stems(entity);
  return {english_.words_for(entity).front().base};
}

std::vector<GlossedWord> Agglutinative::gloss(std::string_view text,
                                              std::string_view language) const {
  const Lexicon* lexicon = lexicon_of(language);
  std::vector<std::string> forms;
  bool question = false;
  if (!lexicon || !parse_invented(*lexicon, text) || !split_sentence(text, forms, question))
    return {};
  std::vector<GlossedWord> glossed;
  for (const std::string& form : forms) {
    const Word& word = *lexicon->find(form);
    std::string joined;
    for (const std::string& segment : lexicon->segments(word))
      joined.append(joined.empty() ? "" : "-").append(segment);
    glossed.push_back({joined, lexicon->gloss(word)});
  }
  return glossed;
}

Entry agglutinative() {
  return config::make_entry<World, Agglutinative, AgglutinativeConfig>(
      "agglutinative",
      "Suffixes in chains, vowel harmony, five cases, the verb last; English on the other side.");
}

}  // namespace dragoman::worlds
