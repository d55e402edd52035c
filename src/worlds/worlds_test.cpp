#include <gtest/gtest.h>

#include "base/error.h"
#include "config/section.h"
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

}  // namespace
}  // namespace dragoman::worlds
