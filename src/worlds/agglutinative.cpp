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

}  // namespace

Agglutinative::Agglutinative(const AgglutinativeConfig& config)
    : config_(config),
      vocabulary_(choose_vocabulary(config.roots,
                                    Rng(static_cast<uint64_t>(config.seed)).derive("vocabulary"))),
      sampler_(config.sentences, vocabulary_),
      english_(vocabulary_,
               {.synonymy = config.source_synonymy, .order_freedom = config.source_order_freedom},
               Rng(static_cast<uint64_t>(config.seed)).derive("english")),
      lexicon_(vocabulary_, {.synonymy = config.synonymy, .script = config.script},
               Rng(static_cast<uint64_t>(config.seed)).derive("lexicon")),
      variation_{.word_order_freedom = config.word_order_freedom,
                 .optional_marking = config.optional_marking} {
  if (config.code == kEnglishCode || config.code.empty())
    throw_input("world code '{}' is not free: take another, e.g. qaa", config.code);
  const Rng rng(static_cast<uint64_t>(config.seed));
  languages_ = {{kEnglishCode, "English"},
                {config.code, name_language(lexicon_, rng.derive("name"))}};
}

bool Agglutinative::is_english(std::string_view language) const {
  return language_of(*this, language).code == kEnglishCode;
}

std::string Agglutinative::render(const Meaning& meaning, std::string_view language,
                                  Rng& rng) const {
  return is_english(language) ? english_.render(meaning, rng)
                              : render_invented(lexicon_, variation_, meaning, rng);
}

std::optional<Meaning> Agglutinative::parse(std::string_view text,
                                            std::string_view language) const {
  return is_english(language) ? english_.parse(text) : parse_invented(lexicon_, text);
}

std::vector<GlossedWord> Agglutinative::gloss(std::string_view text) const {
  std::vector<std::string> forms;
  bool question = false;
  if (!parse_invented(lexicon_, text) || !split_sentence(text, forms, question)) return {};
  std::vector<GlossedWord> glossed;
  for (const std::string& form : forms) {
    const Word& word = *lexicon_.find(form);
    std::string joined;
    for (const std::string& segment : lexicon_.segments(word))
      joined.append(joined.empty() ? "" : "-").append(segment);
    glossed.push_back({joined, lexicon_.gloss(word)});
  }
  return glossed;
}

Entry agglutinative() {
  return config::make_entry<World, Agglutinative, AgglutinativeConfig>(
      "agglutinative",
      "Suffixes in chains, vowel harmony, five cases, the verb last; English on the other side.");
}

}  // namespace dragoman::worlds
