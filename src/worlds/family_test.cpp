#include "worlds/family.h"

#include <gtest/gtest.h>

#include <set>
#include <unordered_map>

#include "base/error.h"
#include "worlds/rows.h"
#include "worlds/teacher.h"
#include "worlds/words.h"

namespace dragoman::worlds {
namespace {

// Richer sentences than the default, so that what is rare is met often.
FamilyConfig rich(int64_t seed) {
  FamilyConfig config;
  config.seed = seed;
  config.sentences.relative_clause = 0.25;
  config.sentences.possessor = 0.25;
  config.sentences.numeral = 0.2;
  config.sentences.second_clause = 0.2;
  return config;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  bool question = false;
  EXPECT_TRUE(split_sentence(text, words, question)) << text;
  words.emplace_back(question ? "?" : ".");
  return words;
}

bool is_wording(const World& world, const Meaning& meaning, const std::string& text,
                const std::string& language) {
  const std::vector<std::string> words = words_of(text);
  for (const WordStep& step : nearest(world.wordings(meaning, language), words))
    if (!step.kept()) return false;
  return true;
}

// Fifty-six languages. A text that two meanings shared would be found, too.
TEST(Family, EveryTextParsesBackToItsMeaningAndIsNobodyElses) {
  for (int64_t seed = 1; seed <= 7; ++seed) {
    const Family world(rich(seed));
    for (const Language& language : world.languages()) {
      Rng rng = Rng(7).derive("test", seed).derive(language.code);
      std::unordered_map<std::string, std::string> meanings;
      for (int i = 0; i < 10000; ++i) {
        const Meaning meaning = world.sample(rng);
        const std::string text = world.render(meaning, language.code, rng);
        const auto parsed = world.parse(text, language.code);
        ASSERT_TRUE(parsed) << language.code << ": " << text << "\n" << to_text(meaning);
        ASSERT_EQ(*parsed, meaning) << language.code << ": " << text << "\n"
                                    << to_text(meaning) << "\n"
                                    << to_text(*parsed);
        const auto [known, fresh] = meanings.emplace(text, to_text(meaning));
        ASSERT_TRUE(fresh || known->second == to_text(meaning)) << text;
      }
    }
  }
}

void set_feature(Typology& typology, const std::string& name, const std::string& value) {
  for (const Feature& each : features_of(typology))
    if (each.name == name) *each.value = value;
}

std::string value_of(Typology typology, const std::string& name) {
  for (const Feature& each : features_of(typology))
    if (each.name == name) return *each.value;
  return "";
}

void expect_exact(const World& world, const std::string& code, int sentences) {
  Rng rng = Rng(3).derive(code);
  for (int draw = 0; draw < sentences; ++draw) {
    const Meaning meaning = world.sample(rng);
    const std::string text = world.render(meaning, code, rng);
    ASSERT_EQ(world.parse(text, code), meaning) << code << ": " << text;
  }
}

// Each value of each feature, in a family whose other features are drawn.
TEST(Family, EveryValueOfEveryFeatureIsExact) {
  Typology all;
  for (const Feature& feature : features_of(all)) {
    for (const std::string& value : feature.values) {
      FamilyConfig config = rich(11);
      config.languages = 3;
      config.roots = 60;
      config.word_order_freedom = config.optional_marking = config.synonymy = 0.5;
      set_feature(config.typology, feature.name, value);
      const Family world(config);
      for (size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(value_of(world.daughter(i).typology(), feature.name), value) << feature.name;
        for (const Feature& each : features_of(all))
          EXPECT_NE(value_of(world.daughter(i).typology(), each.name), kDrawn) << each.name;
        expect_exact(world, world.languages()[i + 1].code, 100);
      }
    }
  }
}

// A sentence with a word dropped, doubled or moved is refused, or is one of the wordings of what it
// now means.
TEST(Family, AcceptsNothingButItsOwnSentences) {
  int accepted = 0, tried = 0;
  for (int64_t seed = 1; seed <= 3; ++seed) {
    const Family world(rich(seed));
    for (size_t i = 1; i < world.languages().size(); ++i) {
      const std::string& code = world.languages()[i].code;
      Rng rng = Rng(5).derive("damage", seed).derive(code);
      for (int draw = 0; draw < 400; ++draw) {
        std::vector<std::string> words = words_of(world.render(world.sample(rng), code, rng));
        const auto at = static_cast<ptrdiff_t>(rng.below(words.size() - 1));
        const auto to = static_cast<ptrdiff_t>(rng.below(words.size() - 1));
        const uint64_t damage = rng.below(3);
        const std::string word = words[static_cast<size_t>(at)];
        if (damage != 1) words.erase(words.begin() + at);
        if (damage > 0 && to < std::ssize(words)) words.insert(words.begin() + to, word);
        std::string text;
        for (size_t k = 0; k + 1 < words.size(); ++k) text += (k > 0 ? " " : "") + words[k];
        text += words.back();
        ++tried;
        const auto parsed = world.parse(text, code);
        if (!parsed) continue;
        ++accepted;
        EXPECT_TRUE(is_wording(world, *parsed, text, code)) << text << "\n" << to_text(*parsed);
      }
    }
  }
  EXPECT_GT(accepted, tried / 20);
  EXPECT_LT(accepted, tried * 3 / 4);
}

// One of the sequences of a tree of choices.
void draw_wording(const Wording& wording, Rng& rng, std::vector<std::string>& words) {
  std::vector<Wording> parts = wording.parts;
  switch (wording.kind) {
    case Wording::Kind::kWord:
      words.push_back(wording.words[rng.below(wording.words.size())]);
      return;
    case Wording::Kind::kChoice: draw_wording(parts[rng.below(parts.size())], rng, words); return;
    case Wording::Kind::kAnyOrder: rng.shuffle(parts); break;
    case Wording::Kind::kSequence: break;
  }
  for (const Wording& part : parts) draw_wording(part, rng, words);
}

TEST(Family, WordingsAreAllTextsThatSayIt) {
  FamilyConfig config = rich(4);
  config.synonymy = config.word_order_freedom = config.optional_marking = 0.5;
  const Family world(config);
  for (const Language& language : world.languages()) {
    Rng rng = Rng(2).derive(language.code);
    for (int draw = 0; draw < 150; ++draw) {
      const Meaning meaning = world.sample(rng);
      const std::string said = world.render(meaning, language.code, rng);
      EXPECT_TRUE(is_wording(world, meaning, said, language.code)) << said;
      std::vector<std::string> words;
      draw_wording(world.wordings(meaning, language.code), rng, words);
      std::string text;
      for (size_t k = 0; k + 1 < words.size(); ++k) text += (k > 0 ? " " : "") + words[k];
      EXPECT_EQ(world.parse(text + words.back(), language.code), meaning) << text;
    }
  }
}

TEST(Family, GlossesEveryWordWithItsMarks) {
  const Family world(rich(2));
  Rng rng(1);
  for (size_t i = 1; i < world.languages().size(); ++i) {
    const std::string& code = world.languages()[i].code;
    const auto meaning = world.parse("The dogs did not see two houses.", "en");
    ASSERT_TRUE(meaning);
    const std::string text = world.render(*meaning, code, rng);
    std::string joined, labels;
    for (const GlossedWord& word : world.gloss(text, code)) {
      joined += (joined.empty() ? "" : " ") + word.segments;
      labels += " " + word.gloss;
    }
    std::erase(joined, '-');
    EXPECT_EQ(joined + ".", text);
    for (const char* label : {"dog", "PL", "NEG", "PST", "see", "house", "two"})
      EXPECT_NE(labels.find(label), std::string::npos) << code << ": " << labels;
    EXPECT_TRUE(world.gloss("no such words.", code).empty());
  }
}

TEST(Family, SpeaksInventedToInvented) {
  const Family world(rich(6));
  Rng rng(1);
  for (int draw = 0; draw < 200; ++draw) {
    const Meaning meaning = world.sample(rng);
    const auto heard = world.parse(world.render(meaning, "qab", rng), "qab");
    ASSERT_TRUE(heard);
    EXPECT_EQ(world.parse(world.render(*heard, "qaf", rng), "qaf"), meaning);
  }
}

// Drafts with wrong words are mended to the meaning, in every language.
TEST(Family, HasATeacherForEveryDirection) {
  const Family world(rich(3));
  for (const char* direction : {"en-qaa", "qab-qac", "qad-en", "qah-qae"}) {
    for (const data::Row& row : rows(world, {.count = 40, .directions = {direction}})) {
      EXPECT_TRUE(meaning_accuracy(world, row, teach(world, row, {}, Rng(1))));
      const std::string draft = teach(world, row, {.error_rate = 1.0}, Rng(2));
      EXPECT_FALSE(meaning_accuracy(world, row, draft)) << draft;
      EXPECT_TRUE(meaning_accuracy(world, row, refine(world, row, draft, {}, Rng(1)))) << draft;
    }
  }
}

TEST(Family, RefusesWhatNoLanguageIs) {
  FamilyConfig config;
  config.typology.fusion = "isolating";
  config.typology.agreement = "yes";
  try {
    Family{config};
    FAIL() << "nothing was said";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("fusion = isolating goes without agreement = yes"),
              std::string::npos);
  }
  config = {};
  config.language = {{.code = "qaz", .typology = {}}};
  EXPECT_THROW(Family{config}, Error);
}

TEST(Family, LetsARecipeSetFeaturesOfOneLanguage) {
  FamilyConfig config;
  config.typology.order = "svo";
  config.language = {{.code = "qac", .typology = {.order = "osv"}}};
  const Family world(config);
  for (size_t i = 0; i < 8; ++i)
    EXPECT_EQ(world.daughter(i).typology().order, i == 2 ? "osv" : "svo");
}

TEST(Family, SistersAreMoreAlikeInType) {
  int same_of_sisters = 0, same_of_cousins = 0, sisters = 0, cousins = 0;
  for (int64_t seed = 1; seed <= 10; ++seed) {
    FamilyConfig config;
    config.seed = seed;
    config.roots = 60;
    const Family world(config);
    for (size_t a = 0; a < 8; ++a) {
      for (size_t b = a + 1; b < 8; ++b) {
        Typology left = world.daughter(a).typology(), right = world.daughter(b).typology();
        const auto one = features_of(left), other = features_of(right);
        int same = 0;
        for (size_t i = 0; i < one.size(); ++i) same += *one[i].value == *other[i].value;
        const bool near = world.kinship().branch_of(a) == world.kinship().branch_of(b);
        (near ? same_of_sisters : same_of_cousins) += same;
        ++(near ? sisters : cousins);
      }
    }
  }
  EXPECT_GT(static_cast<double>(same_of_sisters) / sisters,
            static_cast<double>(same_of_cousins) / cousins + 3.0);
}

TEST(Numerals, SayEveryNumberInEveryBaseAndOrder) {
  for (const int base : {10, 12, 20}) {
    for (const char* order :
         {"multiplier_base_unit", "unit_multiplier_base", "base_multiplier_unit"}) {
      std::set<std::vector<int>> said;
      for (int number = 2; number < 100; ++number)
        EXPECT_TRUE(said.insert(numeral_parts(number, base, order)).second) << number;
    }
  }
  using Parts = std::vector<int>;
  EXPECT_EQ(numeral_parts(23, 10, "multiplier_base_unit"), (Parts{2, 10, 3}));
  EXPECT_EQ(numeral_parts(23, 12, "unit_multiplier_base"), (Parts{11, 0, 12}));
  EXPECT_EQ(numeral_parts(99, 20, "base_multiplier_unit"), (Parts{20, 4, 0, 19}));
}

// FNV-1a, 64 bits, of what three families say and of what their books say.
TEST(Family, TheSameSeedGivesTheSameBytesEverywhere) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  };
  for (int64_t seed = 1; seed <= 3; ++seed) {
    const Family world(rich(seed));
    Rng rng(1);
    for (const Language& language : world.languages()) {
      add(language.name);
      for (const DictionaryEntry& entry : world.dictionary(language.code)) add(entry.headword);
      for (const Section& section : world.book(language.code)) add(section.text);
      for (int draw = 0; draw < 200; ++draw)
        add(world.render(world.sample(rng), language.code, rng));
    }
  }
  EXPECT_EQ(hash, 10815249763896596874u);
}

}  // namespace
}  // namespace dragoman::worlds
