#include "worlds/lexicon.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "worlds/entity.h"
#include "worlds/vocabulary.h"

namespace dragoman::worlds {
namespace {

WordKind kind_of(Category category) {
  switch (category) {
    case Category::kNoun:
    case Category::kName:
    case Category::kPronoun: return WordKind::kNoun;
    case Category::kIntransitive:
    case Category::kTransitive:
    case Category::kDitransitive: return WordKind::kVerb;
    default: return WordKind::kInvariant;
  }
}

Lexeme function_word(WordKind kind, int value) {
  Lexeme lexeme;
  lexeme.kind = kind;
  lexeme.value = value;
  return lexeme;
}

Lexeme content_word(ConceptId id) {
  Lexeme lexeme;
  lexeme.kind = kind_of(concept_of(id).category);
  lexeme.concept_id = id;
  return lexeme;
}

// Function words are short.
int draw_syllables(Category category, Rng& rng) {
  if (is_closed_class(category)) return 1 + static_cast<int>(rng.below(2));
  return rng.uniform() < 0.7 ? 2 : 3;
}

}  // namespace

Lexicon::Lexicon(const std::vector<ConceptId>& vocabulary, const std::vector<ConceptId>& entities,
                 const LexiconConfig& config, Rng rng)
    : config_(config),
      phonology_(rng.derive("phonology")),
      morphology_(phonology_, rng.derive("morphology")),
      by_concept_(concepts().size()),
      usual_odds_(concepts().size(), 1.0) {
  Rng roots = rng.derive("roots");
  for (int i = 0; i < kParticles; ++i)
    particles_.push_back(add(function_word(WordKind::kParticle, i), 1, roots));
  for (int value = 1; value <= 10; ++value)
    numerals_.push_back(
        add(function_word(WordKind::kNumeral, value), 1 + static_cast<int>(roots.below(2)), roots));
  for (const ConceptId id : vocabulary) {
    const Category category = concept_of(id).category;
    const bool two = !is_closed_class(category) && category != Category::kName &&
                     roots.uniform() < config.synonymy;
    for (int i = 0; i < (two ? 2 : 1); ++i)
      by_concept_[static_cast<size_t>(id)].push_back(
          add(content_word(id), draw_syllables(category, roots), roots));
    if (two) usual_odds_[static_cast<size_t>(id)] = 0.55 + 0.3 * roots.uniform();
  }
  add_entities(entities);
}

void Lexicon::add_entities(const std::vector<ConceptId>& entities) {
  if (entities.empty()) return;
  by_concept_.resize(static_cast<size_t>(entities.back()) + 1);
  for (const ConceptId id : entities) {
    Lexeme lexeme = content_word(id);
    lexeme.root = entity_root(concept_of(id));
    if (try_add(lexeme))
      by_concept_[static_cast<size_t>(id)].push_back(static_cast<int>(lexemes_.size()) - 1);
  }
}

// A name of parts is translated, noun first; any other is taken over by its sounds.
std::string Lexicon::entity_root(const Concept& entity) const {
  if (entity.parts.empty()) {
    std::string name = entity.name;
    name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
    return phonology_.adapt(name);
  }
  std::vector<std::string> segments;
  for (auto part = entity.parts.rbegin(); part != entity.parts.rend(); ++part) {
    const std::string& root = lexeme(lexemes_for(*part).front()).root;
    if (segments.empty())
      segments.push_back(root);
    else
      phonology_.attach(segments, root);
  }
  std::string joined;
  for (const std::string& segment : segments) joined += segment;
  return joined;
}

// Draws roots until one has no form that is taken; after many refusals roots get longer.
int Lexicon::add(Lexeme lexeme, int syllables, Rng& rng) {
  for (int attempt = 0; attempt < 2000; ++attempt) {
    lexeme.root = phonology_.root(rng, syllables + attempt / 50);
    if (lexeme.root.size() >= 2 && try_add(lexeme)) return static_cast<int>(lexemes_.size()) - 1;
  }
  DRAGOMAN_CHECK(false, "no free root was found");
  return -1;
}

bool Lexicon::try_add(const Lexeme& lexeme) {
  std::vector<std::pair<std::string, Word>> spelled;
  for (const Word& word : forms_of(lexeme, static_cast<int>(lexemes_.size()))) {
    std::string phonemes;
    for (const std::string& segment : phoneme_segments(lexeme, word)) phonemes += segment;
    spelled.emplace_back(spell(phonemes, config_.script), word);
    if (forms_.contains(spelled.back().first)) return false;
  }
  const size_t before = forms_.size();
  for (const auto& [text, word] : spelled) forms_.emplace(text, word);
  if (forms_.size() == before + spelled.size()) {
    lexemes_.push_back(lexeme);
    return true;
  }
  for (const auto& [text, word] : spelled) forms_.erase(text);  // two of its own forms collide
  return false;
}

std::vector<Word> Lexicon::forms_of(const Lexeme& lexeme, int index) const {
  std::vector<Word> words;
  if (lexeme.kind == WordKind::kNoun) {
    const bool inflected = concept_of(lexeme.concept_id).category == Category::kNoun;
    for (const NounForm& form : noun_forms(inflected))
      words.push_back({.lexeme = index, .noun = form, .verb = {}});
  } else if (lexeme.kind == WordKind::kVerb) {
    for (const VerbForm& form : verb_forms())
      words.push_back({.lexeme = index, .noun = {}, .verb = form});
  } else {
    words.push_back({.lexeme = index, .noun = {}, .verb = {}});
  }
  return words;
}

std::vector<std::string> Lexicon::phoneme_segments(const Lexeme& lexeme, const Word& word) const {
  if (lexeme.kind == WordKind::kNoun) return morphology_.noun(lexeme.root, word.noun);
  if (lexeme.kind == WordKind::kVerb) return morphology_.verb(lexeme.root, word.verb);
  return {lexeme.root};
}

const Word* Lexicon::find(std::string_view form) const {
  const auto found = forms_.find(form);
  return found == forms_.end() ? nullptr : &found->second;
}

std::vector<std::string> Lexicon::segments(const Word& word) const {
  std::vector<std::string> spelled;
  for (const std::string& segment : phoneme_segments(lexeme(word.lexeme), word))
    spelled.push_back(spell(segment, config_.script));
  return spelled;
}

std::string Lexicon::form(const Word& word) const {
  std::string text;
  for (const std::string& segment : segments(word)) text += segment;
  return text;
}

std::vector<std::string> Lexicon::labels(const Word& word) const {
  const WordKind kind = lexeme(word.lexeme).kind;
  if (kind == WordKind::kNoun) return labels_of(word.noun);
  if (kind == WordKind::kVerb) return labels_of(word.verb);
  return {};
}

std::string Lexicon::gloss(const Word& word) const {
  static constexpr const char* particles[] = {"TOP", "NEG", "Q", "REL"};
  const Lexeme& entry = lexeme(word.lexeme);
  std::string text;
  if (entry.kind == WordKind::kParticle)
    text = particles[entry.value];
  else if (entry.kind == WordKind::kNumeral)
    text = english_numeral(entry.value);
  else
    text = concept_of(entry.concept_id).name;
  for (const std::string& label : labels(word)) text.append("-").append(label);
  return text;
}

bool Lexicon::has(ConceptId id) const {
  const auto index = static_cast<size_t>(id);
  return index < by_concept_.size() && !by_concept_[index].empty();
}

std::vector<std::string> Lexicon::name_stems(ConceptId entity) const {
  const int index = lexemes_for(entity).front();
  std::vector<std::string> stems;
  for (const NounForm& form : noun_forms(false)) {
    std::string stem = segments({.lexeme = index, .noun = form, .verb = {}}).front();
    if (std::find(stems.begin(), stems.end(), stem) == stems.end())
      stems.push_back(std::move(stem));
  }
  return stems;
}

int Lexicon::choose(ConceptId id, Rng& rng) const {
  const auto& lexemes = lexemes_for(id);
  if (lexemes.size() == 1) return lexemes.front();
  return rng.uniform() < usual_odds_[static_cast<size_t>(id)] ? lexemes[0] : lexemes[1];
}

const std::vector<int>& Lexicon::lexemes_for(ConceptId id) const {
  DRAGOMAN_CHECK(has(id), "a concept outside this world");
  return by_concept_[static_cast<size_t>(id)];
}

}  // namespace dragoman::worlds
