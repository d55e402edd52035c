#include "worlds/question.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/error.h"
#include "worlds/agglutinative.h"
#include "worlds/family.h"
#include "worlds/question_domain.h"
#include "worlds/words.h"

namespace dragoman::worlds {
namespace {

FamilyConfig family_of(int64_t seed, int64_t languages) {
  FamilyConfig config;
  config.seed = seed;
  config.languages = languages;
  return config;
}

// Every domain's questions, said and understood.
void expect_exact(const World& world, const std::string& language, int count) {
  const QuestionWords words(world);
  std::unordered_map<std::string, std::string> said;
  for (const QuestionDomain& domain : question_domains()) {
    Rng rng = Rng(5).derive(domain.name).derive(language);
    for (int draw = 0; draw < count; ++draw) {
      const Question question = domain.sample(words, rng);
      const std::string text = render_question(world, question, language, rng);
      const auto understood = parse_question(world, text, language);
      ASSERT_TRUE(understood) << language << ":\n" << text << "\n" << to_text(question);
      ASSERT_EQ(*understood, question) << language << ":\n" << text;
      EXPECT_EQ(answer_to(*understood), domain.answer(question));
      const auto [known, fresh] = said.emplace(text, to_text(question));
      EXPECT_TRUE(fresh || known->second == to_text(question)) << text;
    }
  }
}

TEST(Questions, AreSaidAndUnderstoodExactlyInEveryLanguage) {
  for (int64_t seed = 1; seed <= 4; ++seed) {
    const Family world(family_of(seed, 8));
    for (const Language& language : world.languages()) expect_exact(world, language.code, 60);
  }
}

TEST(Questions, AreExactWithEveryValueOfEveryFeature) {
  Typology all;
  const std::vector<Feature> features = features_of(all);
  for (size_t i = 0; i < features.size(); ++i) {
    for (const std::string& value : features[i].values) {
      FamilyConfig config = family_of(17, 2);
      config.roots = 60;
      config.word_order_freedom = config.optional_marking = config.synonymy = 0.5;
      *features_of(config.typology)[i].value = value;
      const Family world(config);
      for (const char* language : {"qaa", "qab"}) expect_exact(world, language, 8);
    }
  }
}

const Family& english_world() {
  static const Family world(family_of(1, 1));
  return world;
}

std::string answer_in_english(const std::string& text) {
  const auto question = parse_question(english_world(), text, "en");
  return question ? answer_to(*question).value_or("none") : "not understood";
}

TEST(Questions, HaveTheAnswersThatAReaderGives) {
  EXPECT_EQ(answer_in_english("The dog found three apples.\nThe man lost four eggs.\n"
                              "The queen saw five apples.\nhow many apples?"),
            "8");
  const std::string story = "The dog saw the cat.\nThe queen helped the dog.\n";
  EXPECT_EQ(answer_in_english(story + "Who saw the cat?\nA) the cat\nB) the dog"), "B");
  EXPECT_EQ(answer_in_english(story + "Whom did the queen help?"), "dog");
  EXPECT_EQ(answer_in_english("The dog saw the key.\nWhat did the dog see?"), "key");
  EXPECT_EQ(answer_in_english(story + "Did the dog see the cat?"), "yes");
  EXPECT_EQ(answer_in_english(story + "Did the cat see the dog?"), "no");
  EXPECT_EQ(answer_in_english("The apple costs three dollars.\nThe egg costs five dollars.\n"
                              "two eggs.\nhow many dollars?"),
            "10");
  EXPECT_EQ(answer_in_english(story + "Who saw the queen?"), "none");  // nothing tells
}

TEST(Questions, RefuseLinesThatAreNotInTheirPlace) {
  const std::string told = "The dog saw the cat.\n", asked = "Who saw the cat?";
  for (const std::string& text :
       {std::string(), told, told + "\n" + asked, asked + "\nB) the dog", asked + "\nthe dog",
        asked + "\n" + asked, "two eggs.\n" + told + asked, told + "how many.", told + "the dog?",
        told + asked + "\n", told + asked + "\nA) how many dogs", told + "how many the dogs?"})
    EXPECT_FALSE(parse_question(english_world(), text, "en")) << text;
}

TEST(Questions, WithQuestionWordsAreOneThingInEnglish) {
  const auto parsed = [](const char* text) { return english_world().parse(text, "en"); };
  for (const char* text :
       {"Who saw the dog?", "Who does not see the dog?", "Whom did the dogs not see?",
        "What will the man give to the child tomorrow?", "Who sleeps in the house?"}) {
    const auto meaning = parsed(text);
    ASSERT_TRUE(meaning) << text;
    Rng rng(1);
    EXPECT_EQ(english_world().render(*meaning, "en", rng), text);
    std::vector<std::string> words;
    bool question = false;
    ASSERT_TRUE(split_sentence(text, words, question));
    words.emplace_back("?");
    for (const WordStep& step : nearest(english_world().wordings(*meaning, "en"), words))
      EXPECT_TRUE(step.kept()) << step.before << " -> " << step.after;
  }
  for (const char* text : {"Who saw the dog.", "What saw the dog?", "Did who see the dog?",
                           "Who saw whom?", "Whom did the dog sleep?", "Who did the dog see?",
                           "Whose dog sleeps?", "Did the dog see two how many cats?"})
    EXPECT_FALSE(parsed(text)) << text;
}

// Whatever a sentence has besides, its question is said and understood in every language.
TEST(Questions, WithQuestionWordsAreExactInAllSentences) {
  const Family world(family_of(6, 8));
  for (const Language& language : world.languages()) {
    Rng rng = Rng(8).derive(language.code);
    for (int draw = 0; draw < 300; ++draw) {
      Meaning meaning = world.sample(rng);
      if (meaning.second) continue;
      meaning.first.question = true;
      const bool object = meaning.first.object && rng.below(2) == 0;
      NounPhrase asked;
      asked.core.head = concept_named(object && rng.below(2) == 0 ? "what" : "who");
      (object ? *meaning.first.object : meaning.first.subject) = asked;
      const std::string text = world.render(meaning, language.code, rng);
      ASSERT_EQ(world.parse(text, language.code), meaning) << language.code << ": " << text;
    }
  }
}

// How often the most frequent answer is right.
double best_constant(const QuestionDomain& domain, int count) {
  const QuestionWords words(english_world());
  Rng rng(3);
  std::map<std::string, int> answers;
  for (int draw = 0; draw < count; ++draw) ++answers[*domain.answer(domain.sample(words, rng))];
  int most = 0;
  for (const auto& [answer, times] : answers) most = std::max(most, times);
  return static_cast<double>(most) / count;
}

TEST(Questions, CanNotBeAnsweredBlindly) {
  const std::map<std::string, double> chance = {{"arithmetic", 1.0 / 18.0},
                                                {"choice", 1.0 / 4.0},
                                                {"yes_no", 1.0 / 2.0},
                                                {"span", 0.01},
                                                {"commerce", 1.0 / 7.0}};
  for (const QuestionDomain& domain : question_domains())
    EXPECT_LT(best_constant(domain, 6000), chance.at(domain.name) + 0.03) << domain.name;
}

// Neither the first party of the story nor the last is who was asked for, nor is what the question
// does not name.
TEST(Questions, CanNotBeAnsweredByTheirWordsAlone) {
  const QuestionWords words(english_world());
  Rng rng(4);
  int count = 0, first_right = 0, last_right = 0, all_known = 0;
  for (int draw = 0; draw < 4000; ++draw, ++count) {
    const Question choice = question_domain_named("choice").sample(words, rng);
    const auto answer = found(std::get<Meaning>(choice.asked), choice.told);
    first_right += answer == choice.told[0].first.subject.core.head;
    last_right += answer == choice.told[1].first.object->core.head;
    const Question polar = question_domain_named("yes_no").sample(words, rng);
    const Clause& asked = std::get<Meaning>(polar.asked).first;
    const auto told = [&](ConceptId id) {
      return std::any_of(polar.told.begin(), polar.told.end(), [id](const Meaning& each) {
        return each.first.subject.core.head == id || each.first.object->core.head == id;
      });
    };
    all_known += told(asked.subject.core.head) && told(asked.object->core.head);
  }
  EXPECT_NEAR(first_right / double(count), 0.25, 0.03);
  EXPECT_NEAR(last_right / double(count), 0.25, 0.03);
  EXPECT_EQ(all_known, count);
}

TEST(Translated, SentencesAndQuestionsKeepWhatTheySay) {
  const Family world(family_of(2, 3));
  const QuestionWords words(world);
  Rng rng(9);
  for (const auto& [from, to] : {std::pair{"qaa", "en"}, {"en", "qab"}, {"qab", "qac"}}) {
    for (const QuestionDomain& domain : question_domains()) {
      const Question question = domain.sample(words, rng);
      const auto text =
          translated(world, render_question(world, question, from, rng), from, to, rng);
      ASSERT_TRUE(text);
      EXPECT_EQ(parse_question(world, *text, to), question) << *text;
    }
    const Meaning meaning = world.sample(rng);
    const auto text = translated(world, world.render(meaning, from, rng), from, to, rng);
    ASSERT_TRUE(text);
    EXPECT_EQ(world.parse(*text, to), meaning);
    EXPECT_FALSE(translated(world, "no such words.\nno words?", from, to, rng));
  }
}

TEST(QuestionWords, SayWhichWorldsHaveNone) {
  try {
    QuestionWords{Agglutinative(AgglutinativeConfig{})};
    FAIL() << "nothing was said";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("the world family has"), std::string::npos);
  }
  EXPECT_THROW(question_domain_named("riddle"), Error);
}

}  // namespace
}  // namespace dragoman::worlds
