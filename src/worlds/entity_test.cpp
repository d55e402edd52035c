#include "worlds/entity.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "base/json.h"
#include "worlds/agglutinative.h"
#include "worlds/rows.h"

namespace dragoman::worlds {
namespace {

AgglutinativeConfig two_languages() {
  AgglutinativeConfig config;
  config.seed = 5;
  config.entities = 3000;
  config.further = {{.code = "qab", .script = "greek"}};
  return config;
}

const Agglutinative& world() {
  static const Agglutinative made(two_languages());
  return made;
}

const std::vector<std::string> kDirections = {"en-qaa", "qaa-en", "en-qab", "qab-en", "qaa-qab"};

TEST(Entities, AreNamesOfThreeSortsThatNoOrdinaryWordHas) {
  ASSERT_EQ(entities().size(), 3u * kEntitiesOfASort);
  std::set<std::string> names;
  for (const Concept& entity : entities()) {
    EXPECT_TRUE(names.insert(entity.name).second) << entity.name;
    EXPECT_EQ(concept_named(entity.name), kNoConcept);
  }
  EXPECT_EQ(entities().front().sense, Sense::kPerson);
  EXPECT_EQ(entities().back().sense, Sense::kThing);
}

TEST(Entities, AreParsedFromEveryLanguage) {
  Rng rng(2);
  int named = 0;
  for (int i = 0; i < 3000; ++i) {
    const Meaning meaning = world().sample(rng);
    named += entity_in(meaning) != kNoConcept;
    for (const Language& language : world().languages()) {
      const std::string text = world().render(meaning, language.code, rng);
      ASSERT_EQ(world().parse(text, language.code), meaning) << text;
    }
  }
  EXPECT_NEAR(named / 3000.0, 0.5, 0.04);
}

TEST(Entities, AreMentionedByRowsInEveryDirection) {
  const auto made = rows(world(), {.count = 2000, .directions = kDirections});
  int named = 0;
  for (size_t i = 0; i < made.size(); ++i) {
    const data::Row& row = made[i];
    EXPECT_EQ(row.direction(), kDirections[i % kDirections.size()]);
    EXPECT_TRUE(meaning_accuracy(world(), row, row.references[0]));
    const auto mentions = row.metadata.find("mentions");
    if (mentions == row.metadata.end()) continue;
    ++named;
    bool held = false;
    for (const auto& name : parse_json(mentions->second, "mentions"))
      held = held || row.references[0].find(name.get<std::string>()) != std::string::npos;
    EXPECT_TRUE(held) << mentions->second << " in " << row.references[0];
  }
  EXPECT_GT(named, 800);
}

TEST(Entities, OfATestAreMostlyUnseen) {
  std::set<std::string> seen;
  const auto entity = [](const data::Row& row) {
    return entity_in(*world().parse(row.source, row.source_language));
  };
  for (const data::Row& row : rows(world(), {.count = 4000}))
    if (entity(row) != kNoConcept) seen.insert(concept_of(entity(row)).name);
  int named = 0, unseen = 0;
  for (const data::Row& row : rows(world(), {.count = 1000, .split = Split::kTest})) {
    if (entity(row) == kNoConcept) continue;
    ++named;
    unseen += !seen.contains(concept_of(entity(row)).name);
  }
  EXPECT_GT(unseen, named / 2);
}

TEST(Entities, FollowTheRulesOfTheLanguage) {
  const Phonology& sounds = world().lexicon().phonology();
  const std::string adapted = sounds.adapt("velora");
  EXPECT_EQ(adapted.size(), 6u);
  for (const char phoneme : adapted) {
    if (!is_vowel_phoneme(phoneme))
      EXPECT_NE(sounds.consonants().find(phoneme), std::string::npos);
    else  // the row of the first vowel, e
      EXPECT_NE(kFrontVowels.find(phoneme), std::string_view::npos);
  }
  const auto meaning = world().parse("Redbridge sleeps.", "en");
  ASSERT_TRUE(meaning);
  const std::string name = world().names_of(entity_in(*meaning), "qaa").front();
  const Lexicon& words = world().lexicon();
  const int bridge = words.lexemes_for(concept_named("bridge")).front();
  const std::string root = words.form({.lexeme = bridge, .noun = {}, .verb = {}});
  EXPECT_EQ(name.substr(0, root.size() - 1), root.substr(0, root.size() - 1));
}

TEST(Entities, LeaveTheRestOfTheWorldAsItIs) {
  AgglutinativeConfig plain = two_languages();
  plain.entities = 0;
  plain.further.clear();
  const Agglutinative without(plain);
  const auto& lexemes = without.lexicon().lexemes();
  for (size_t i = 0; i < lexemes.size(); ++i)
    EXPECT_EQ(lexemes[i].root, world().lexicon().lexemes()[i].root);
  EXPECT_EQ(without.dictionary("qaa").size(), world().dictionary("qaa").size());
  EXPECT_EQ(without.book("qaa").size() + 1, world().book("qaa").size());
  for (const data::Row& row : rows(without, {.count = 200}))
    EXPECT_FALSE(row.metadata.contains("mentions"));
}

TEST(Further, LanguagesHaveTheirOwnWordsAndScript) {
  Rng rng(4);
  const Meaning meaning = *world().parse("The old dog sleeps.", "en");
  const std::string first = world().render(meaning, "qaa", rng);
  const std::string second = world().render(meaning, "qab", rng);
  EXPECT_FALSE(world().parse(second, "qaa"));
  EXPECT_EQ(world().parse(second, "qab"), meaning);
  EXPECT_FALSE(world().gloss(first, "qaa").empty());
  EXPECT_FALSE(world().gloss(second, "qab").empty());
  AgglutinativeConfig twice = two_languages();
  twice.further[0].code = "qaa";
  EXPECT_THROW(Agglutinative{twice}, Error);
  EXPECT_THROW(rows(world(), {.count = 1, .directions = {"qaa"}}), Error);
}

}  // namespace
}  // namespace dragoman::worlds
