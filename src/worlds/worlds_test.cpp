#include <gtest/gtest.h>

#include "base/error.h"
#include "worlds/agglutinative.h"
#include "worlds/catalog.h"
#include "worlds/rows.h"

namespace dragoman::worlds {
namespace {

AgglutinativeConfig varied(int64_t seed) {
  AgglutinativeConfig config;
  config.seed = seed;
  config.source_synonymy = 0.5;
  config.source_order_freedom = 0.5;
  config.sentences.relative_clause = 0.2;
  config.sentences.possessor = 0.2;
  config.sentences.numeral = 0.2;
  return config;
}

TEST(Concepts, HaveNamesAndEnglishFormsOfTheirOwn) {
  const Agglutinative world(varied(1));
  EXPECT_EQ(concept_named("no such word"), kNoConcept);
  for (const auto& [form, readings] : world.english().forms()) {
    const bool pronoun = form == "you" || form == "her";
    EXPECT_EQ(readings.size(), pronoun ? 2u : 1u) << form;
  }
}

TEST(Concepts, AreMoreThanFiveHundred) { EXPECT_GE(concepts().size(), 600u); }

TEST(English, InflectsBySpelling) {
  EXPECT_EQ(with_s("dog"), "dogs");
  EXPECT_EQ(with_s("city"), "cities");
  EXPECT_EQ(with_s("key"), "keys");
  EXPECT_EQ(with_s("church"), "churches");
  EXPECT_EQ(with_ed("carry"), "carried");
  EXPECT_EQ(with_ed("admire"), "admired");
  EXPECT_EQ(english_numeral(42), "forty-two");
  EXPECT_EQ(english_numeral_value("ninety-nine"), 99);
}

TEST(Agglutinative, EveryVariantParsesBackToItsMeaning) {
  for (int64_t seed = 1; seed <= 5; ++seed) {
    const Agglutinative world(varied(seed));
    Rng rng = Rng(7).derive("test", seed);
    for (int i = 0; i < 10000; ++i) {
      const Meaning meaning = world.sample(rng);
      for (const Language& language : world.languages()) {
        const std::string text = world.render(meaning, language.code, rng);
        const auto parsed = world.parse(text, language.code);
        ASSERT_TRUE(parsed) << text << "\n" << to_text(meaning);
        ASSERT_EQ(*parsed, meaning) << text << "\n" << to_text(meaning) << "\n" << to_text(*parsed);
      }
    }
  }
}

TEST(Agglutinative, EveryScriptAndEveryExtremeOfVariationParses) {
  for (const std::string& script : script_names()) {
    for (const double knob : {0.0, 1.0}) {
      AgglutinativeConfig config = varied(11);
      config.script = script;
      config.synonymy = config.word_order_freedom = config.optional_marking = knob;
      config.source_synonymy = config.source_order_freedom = knob;
      const Agglutinative world(config);
      Rng rng(3);
      for (int i = 0; i < 1000; ++i) {
        const Meaning meaning = world.sample(rng);
        for (const Language& language : world.languages()) {
          const std::string text = world.render(meaning, language.code, rng);
          ASSERT_EQ(world.parse(text, language.code), meaning) << script << ": " << text;
        }
      }
    }
  }
}

// Each sentence with one word dropped, doubled or moved; what still parses must be a sentence of
// that other meaning, so some variant of it has the same words.
TEST(Agglutinative, DamagedSentencesNeverKeepTheirMeaningByAccident) {
  AgglutinativeConfig config = varied(2);
  config.word_order_freedom = 0.0;
  config.optional_marking = 0.0;
  config.synonymy = 0.0;
  config.source_order_freedom = 0.0;
  config.source_synonymy = 0.0;
  const Agglutinative world(config);
  Rng rng(5);
  int accepted = 0;
  for (int i = 0; i < 3000; ++i) {
    const Meaning meaning = world.sample(rng);
    std::string text = world.render(meaning, "en", rng);
    const size_t blank = text.find(' ', rng.below(text.size()));
    if (blank == std::string::npos) continue;
    const size_t next = std::min(text.find(' ', blank + 1), text.size() - 1);
    text.erase(blank, next - blank);
    const auto parsed = world.parse(text, "en");
    if (!parsed) continue;
    ++accepted;
    EXPECT_NE(*parsed, meaning) << text;
    EXPECT_EQ(world.render(*parsed, "en", rng), text);
  }
  EXPECT_GT(accepted, 100);  // "the old dog" less "old" is a sentence still
}

TEST(Agglutinative, RefusesWhatIsNoSentence) {
  const Agglutinative world(varied(1));
  for (const char* text : {"",
                           ".",
                           "?",
                           " .",
                           "The dog sleeps",
                           "the dog sleeps.",
                           "The dog sleep.",
                           "The dogs sleeps.",
                           "The dog sleeps .",
                           "The  dog sleeps.",
                           "A dogs sleep.",
                           "An dog sleeps.",
                           "The dog sleeps the cat.",
                           "The dog does sleep.",
                           "Does the dogs sleep?",
                           "The two dog sleeps.",
                           "I sleeps.",
                           "Me sleep.",
                           "The old old dog sleeps.",
                           "The man that sleeps walks.",
                           "Anna who sleeps walks.",
                           "The dog sleeps slowly in.",
                           "The dog sleeps and.",
                           "Xyz sleeps."})
    EXPECT_FALSE(world.parse(text, "en")) << text;
  EXPECT_TRUE(world.parse("The dog sleeps.", "en"));
  for (const char* text : {"", ".", "The dog sleeps.", "zzzz."})
    EXPECT_FALSE(world.parse(text, "qaa")) << text;
}

TEST(Agglutinative, UnderstandsOrdinaryEnglish) {
  const Agglutinative world(varied(1));
  const auto parsed =
      world.parse("Did Anna's two old dogs not watch the cat that I saw in my house?", "en");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(
      to_text(*parsed),
      "verb=watch;tense=past;negated=yes;question=yes;subject.head=dog;subject.number=plural;"
      "subject.definite=yes;subject.numeral=2;subject.adjective=old;"
      "subject.possessor.head=Anna;object.head=cat;object.number=singular;object.definite=yes;"
      "object.relative.verb=see;object.relative.tense=past;object.relative.negated=no;"
      "object.relative.head_is=object;object.relative.other.head=I;relation=in;"
      "place.head=house;place.number=singular;place.definite=yes;place.possessor.head=I");
}

TEST(Agglutinative, SameSeedSameLanguageOtherSeedOther) {
  RowRequest request{.count = 20};
  const auto texts = [&](int64_t seed) {
    std::string all;
    for (const data::Row& row : rows(Agglutinative(varied(seed)), request))
      all += row.source + "\t" + row.references.at(0) + "\n";
    return all;
  };
  EXPECT_EQ(texts(1), texts(1));
  EXPECT_NE(texts(1), texts(2));
}

TEST(Agglutinative, VariationKnobsMakeSeveralWordings) {
  AgglutinativeConfig config;
  const auto wordings = [&] {
    const Agglutinative world(config);
    Rng rng(1);
    int different = 0;
    for (int i = 0; i < 300; ++i) {
      const Meaning meaning = world.sample(rng);
      different += world.render(meaning, "qaa", rng) != world.render(meaning, "qaa", rng);
    }
    return different;
  };
  EXPECT_GT(wordings(), 150);
  config.synonymy = config.word_order_freedom = config.optional_marking = 0.0;
  EXPECT_EQ(wordings(), 0);
  config.synonymy = 1.0;
  EXPECT_GT(wordings(), 200);
}

TEST(Agglutinative, SmallWorldsWork) {
  AgglutinativeConfig config;
  config.roots = 60;
  const Agglutinative world(config);
  EXPECT_LT(world.lexicon().lexemes().size(), 150u);
  EXPECT_EQ(rows(world, {.count = 500}).size(), 500u);
}

TEST(Agglutinative, GlossesWordByWord) {
  const Agglutinative world(AgglutinativeConfig{});
  Rng rng(1);
  const auto meaning = world.parse("The dogs watched a cat.", "en");
  ASSERT_TRUE(meaning);
  const std::string text = world.render(*meaning, "qaa", rng);
  std::string glosses, joined;
  for (const GlossedWord& word : world.gloss(text, "qaa")) {
    glosses += word.gloss + " ";
    joined += word.segments + " ";
  }
  EXPECT_NE(glosses.find("dog-PL-DEF "), std::string::npos) << glosses;
  EXPECT_NE(glosses.find("cat-ACC "), std::string::npos) << glosses;
  EXPECT_NE(glosses.find("watch-PST-3PL "), std::string::npos) << glosses;
  std::erase(joined, '-');
  EXPECT_EQ(joined, text.substr(0, text.size() - 1) + " ");
  EXPECT_TRUE(world.gloss("no such words.", "qaa").empty());
}

TEST(Agglutinative, DictionaryHasEveryWordAndBookEveryRule) {
  const Agglutinative world(AgglutinativeConfig{});
  EXPECT_EQ(world.dictionary("qaa").size(), world.lexicon().lexemes().size());
  for (const DictionaryEntry& entry : world.dictionary("qaa")) {
    EXPECT_FALSE(entry.headword.empty());
    EXPECT_FALSE(entry.translations.empty());
  }
  const auto book = world.book("qaa");
  EXPECT_EQ(book.size(), 8u);
  for (const Section& section : book)
    for (const Example& example : section.examples)
      EXPECT_EQ(world.parse(example.text, "qaa"), world.parse(example.translation, "en"));
}

TEST(Agglutinative, NamesWhatAnOptionGotWrong) {
  AgglutinativeConfig config;
  config.code = "en";
  EXPECT_THROW(Agglutinative{config}, Error);
  const Agglutinative world(AgglutinativeConfig{});
  EXPECT_THROW(world.parse("a.", "fr"), Error);
}

// The laws every world keeps, whatever its language.
TEST(Catalog, EveryWorldParsesWhatItRendersAndDescribesItself) {
  for (const auto& entry : catalog().rows()) {
    EXPECT_GT(std::string_view(entry.sentence).size(), 10u);
    const auto world = entry.options()->make();
    ASSERT_GE(world->languages().size(), 2u);
    Rng rng(9);
    for (int i = 0; i < 200; ++i) {
      const Meaning meaning = world->sample(rng);
      for (const Language& language : world->languages())
        EXPECT_EQ(world->parse(world->render(meaning, language.code, rng), language.code), meaning);
    }
    for (const Language& language : world->languages()) {
      const bool invented = &language != &world->languages().front();
      EXPECT_EQ(world->dictionary(language.code).empty(), !invented) << language.code;
      EXPECT_EQ(world->book(language.code).empty(), !invented) << language.code;
    }
  }
}

TEST(Phonology, JoinsSuffixesByTheRulesOfItsLanguage) {
  const Phonology sounds(Rng(4));
  Rng rng(2);
  for (int i = 0; i < 500; ++i) {
    std::vector<std::string> segments = {sounds.root(rng, 2)};
    for (int j = 0; j < 3; ++j) sounds.attach(segments, sounds.suffix(rng));
    std::string word;
    for (const std::string& segment : segments) word += segment;
    bool back = false, front = false;
    for (size_t k = 0; k < word.size(); ++k) {
      back |= kBackVowels.find(word[k]) != std::string_view::npos;
      front |= kFrontVowels.find(word[k]) != std::string_view::npos;
      EXPECT_FALSE(k > 0 && is_vowel_phoneme(word[k - 1]) && is_vowel_phoneme(word[k])) << word;
    }
    EXPECT_NE(back, front) << word;
  }
}

}  // namespace
}  // namespace dragoman::worlds
