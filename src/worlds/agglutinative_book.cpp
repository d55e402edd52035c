// The dictionary and a short grammar book of the agglutinative world, from the same tables that
// render and parse.
#include <fmt/format.h>

#include <algorithm>

#include "worlds/agglutinative.h"

namespace dragoman::worlds {
namespace {

std::vector<std::string> translations_of(const English& english, const Lexeme& lexeme) {
  static const char* const particles[] = {"(topic)", "(not)", "(yes or no?)", "who, whom, that"};
  if (lexeme.kind == WordKind::kParticle) return {particles[lexeme.value]};
  if (lexeme.kind == WordKind::kNumeral) return {english_numeral(lexeme.value)};
  std::vector<std::string> words;
  for (const EnglishWord& word : english.words_for(lexeme.concept_id)) words.push_back(word.base);
  return words;
}

std::string part_of_speech(const Lexeme& lexeme) {
  if (lexeme.kind == WordKind::kParticle) return "particle";
  if (lexeme.kind == WordKind::kNumeral) return "numeral";
  return name_of(concept_of(lexeme.concept_id).category);
}

// Writes sections about one language.
class BookWriter {
 public:
  BookWriter(const World& world, std::string_view language, const Lexicon& lexicon, Rng rng)
      : world_(world), language_(language), lexicon_(lexicon), rng_(rng) {}

  std::vector<Section> write() {
    return {sounds(),           nouns(),
            noun_phrases(),     verbs(),
            word_order(),       negation_and_questions(),
            relative_clauses(), numbers()};
  }

 private:
  std::string spelled(std::string_view phonemes) const {
    return spell(phonemes, lexicon_.script());
  }

  // A suffix in its back and its front form: "-la/-le".
  std::string suffix(std::string_view underlying) const {
    std::string front(underlying);
    std::transform(front.begin(), front.end(), front.begin(), fronted);
    const std::string back = "-" + spelled(underlying);
    return front == underlying ? back : back + "/-" + spelled(front);
  }

  std::string particle(Particle which) const {
    return spelled(lexicon_.lexeme(lexicon_.particle(which)).root);
  }

  std::string list(std::string_view phonemes) const {
    std::string text;
    for (const char phoneme : phonemes)
      text.append(text.empty() ? "" : " ").append(spelled({&phoneme, 1}));
    return text;
  }

  // `count` short sentences whose meaning is of the wanted kind.
  template <class Wanted>
  std::vector<Example> examples(size_t count, Wanted wanted) {
    std::vector<Example> found;
    for (int draw = 0; draw < 4000 && found.size() < count; ++draw) {
      const Meaning meaning = world_.sample(rng_);
      if (!wanted(meaning)) continue;
      const std::string text = world_.render(meaning, language_, rng_);
      if (std::count(text.begin(), text.end(), ' ') > 7) continue;
      found.push_back({text, world_.gloss(text, language_), world_.render(meaning, "en", rng_)});
    }
    return found;
  }

  Section sounds();
  Section nouns();
  Section noun_phrases();
  Section verbs();
  Section word_order();
  Section negation_and_questions();
  Section relative_clauses();
  Section numbers();

  const World& world_;
  std::string_view language_;
  const Lexicon& lexicon_;
  Rng rng_;
};

Section BookWriter::sounds() {
  const Phonology& sounds = lexicon_.phonology();
  std::string front = sounds.vowels();
  std::transform(front.begin(), front.end(), front.begin(), fronted);
  std::string text = fmt::format(
      "Consonants: {}. Back vowels: {}. Front vowels: {}. All vowels of a word are back or all are "
      "front; a suffix takes the row of its stem, so it has two forms. Between two consonants a "
      "suffix is joined by {}/{}, between two vowels by {}.",
      list(sounds.consonants()), list(sounds.vowels()), list(front),
      list({std::string(1, sounds.linking_vowel())}),
      list({std::string(1, fronted(sounds.linking_vowel()))}),
      list({std::string(1, sounds.linking_consonant())}));
  if (sounds.lenites())
    text += fmt::format(" Before a suffix that begins with a vowel, final {} become {}.",
                        list("ptk"), list("bdg"));
  return {"Sounds", text, {}};
}

Section BookWriter::nouns() {
  const Morphology& suffixes = lexicon_.morphology();
  return {"Nouns",
          fmt::format("A noun is root, plural, definite, case, in this order. Plural {}; definite "
                      "{}; singular and indefinite are unmarked. Cases: subject unmarked, object "
                      "{}, recipient {}, owner {}, place {}. Names and pronouns take case alone.",
                      suffix(suffixes.plural()), suffix(suffixes.definite()),
                      suffix(suffixes.of(Case::kAccusative)), suffix(suffixes.of(Case::kDative)),
                      suffix(suffixes.of(Case::kGenitive)), suffix(suffixes.of(Case::kLocative))),
          examples(2, [](const Meaning& m) { return m.first.object.has_value(); })};
}

Section BookWriter::noun_phrases() {
  return {"Noun phrases",
          "The owner stands before the noun, adjectives and then the numeral after it; adjectives "
          "do not change. An owned noun is definite and need not be marked so; a counted noun is "
          "plural and need not be marked so.",
          examples(2, [](const Meaning& m) {
            return m.first.subject.possessor || m.first.subject.core.adjectives.size() > 1;
          })};
}

Section BookWriter::verbs() {
  const Morphology& suffixes = lexicon_.morphology();
  return {"Verbs",
          fmt::format("A verb is root, negation, tense, person, in this order. Past {}; future {}; "
                      "present unmarked. The subject's person: I {}, you {}, we {}, they {}; he, "
                      "she and singular nouns unmarked. I, you, we and they may be left out as "
                      "subjects.",
                      suffix(suffixes.of(Tense::kPast)), suffix(suffixes.of(Tense::kFuture)),
                      suffix(suffixes.of(Person::kFirst)), suffix(suffixes.of(Person::kSecond)),
                      suffix(suffixes.of(Person::kFirstPlural)),
                      suffix(suffixes.of(Person::kThirdPlural))),
          examples(2, [](const Meaning& m) {
            return concept_of(m.first.subject.core.head).category == Category::kPronoun;
          })};
}

Section BookWriter::word_order() {
  const ConceptId in = bare_locative_relation();
  return {"Word order",
          fmt::format("Subject, time, place, recipient, object, manner, verb. What precedes the "
                      "verb may change places. The subject of a statement may be followed by {}. "
                      "A place takes the place case and then its postposition; {} (in) may be left "
                      "out.",
                      particle(Particle::kTopic),
                      spelled(lexicon_.lexeme(lexicon_.lexemes_for(in).front()).root)),
          examples(2, [](const Meaning& m) { return m.first.place.has_value(); })};
}

Section BookWriter::negation_and_questions() {
  const Morphology& suffixes = lexicon_.morphology();
  return {"Negation and questions",
          fmt::format("The verb takes {} for not, and {} may stand before it. In a question the "
                      "verb ends in {}, and {} may follow it.",
                      suffix(suffixes.negation()), particle(Particle::kNegation),
                      suffix(suffixes.of(Ending::kQuestion)), particle(Particle::kQuestion)),
          examples(2, [](const Meaning& m) { return m.first.question || m.first.negated; })};
}

Section BookWriter::relative_clauses() {
  return {"Relative clauses",
          fmt::format("After its noun phrase stands {}, then the object or the subject of the "
                      "relative clause, then its verb with the last suffix {}.",
                      particle(Particle::kRelative),
                      suffix(lexicon_.morphology().of(Ending::kRelative))),
          examples(2, [](const Meaning& m) {
            return m.first.subject.relative || (m.first.object && m.first.object->relative);
          })};
}

Section BookWriter::numbers() {
  std::string words;
  for (int value = 1; value <= 10; ++value)
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", value,
                         spelled(lexicon_.lexeme(lexicon_.numeral(value)).root));
  return {"Numbers", words + ". 13 is ten three, 20 two ten, 23 two ten three.",
          examples(1, [](const Meaning& m) { return m.first.subject.core.numeral > 10; })};
}

// Two names of each sort, in English and as the language has them.
Section names_section(const World& world, std::string_view language,
                      const std::vector<ConceptId>& entities) {
  std::string pairs;
  for (const Sense sense : {Sense::kPerson, Sense::kSite, Sense::kThing}) {
    int shown = 0;
    for (const ConceptId id : entities) {
      if (concept_of(id).sense != sense || shown++ == 2) continue;
      pairs += fmt::format("{}{} {}", pairs.empty() ? "" : ", ", concept_of(id).name,
                           world.names_of(id, language).front());
      if (shown == 2) break;
    }
  }
  return {"Names",
          "People's names are taken over by their sounds: what the language lacks becomes the "
          "nearest it has, and all vowels follow the row of the first. Names of places and things "
          "are translated, the noun first and the adjective joined to it like a suffix. Names take "
          "case alone: " +
              pairs + ".",
          {}};
}

}  // namespace

std::vector<DictionaryEntry> Agglutinative::dictionary(std::string_view language) const {
  const Lexicon* lexicon = lexicon_of(language);
  std::vector<DictionaryEntry> entries;
  if (!lexicon) return entries;
  for (const Lexeme& lexeme : lexicon->lexemes())
    if (!is_entity(lexeme.concept_id))
      entries.push_back({spell(lexeme.root, lexicon->script()), part_of_speech(lexeme),
                         translations_of(english_, lexeme)});
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.headword < b.headword; });
  return entries;
}

std::vector<Section> Agglutinative::book(std::string_view language) const {
  const Lexicon* lexicon = lexicon_of(language);
  if (!lexicon) return {};
  const Rng rng = Rng(static_cast<uint64_t>(config_.seed)).derive("book");
  std::vector<Section> sections = BookWriter(*this, language, *lexicon, rng).write();
  if (!entities_.empty()) sections.push_back(names_section(*this, language, entities_));
  return sections;
}

}  // namespace dragoman::worlds
