// Translations by a transducer, with mistakes planted: what is right passes, what is wrong does
// not.
#include "items/acceptance.h"

#include <gtest/gtest.h>

#include <functional>

#include "items/items_for_tests.h"
#include "transducers/sentences_for_tests.h"

namespace dragoman::items {
namespace {

using transducers::Transducer;

constexpr int kItems = 1000;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Candidate translated(const Item& item, const Transducer& language,
                     const std::function<std::string(std::string)>& mistake) {
  Candidate candidate{item, protect(text_of(item)), "", ""};
  candidate.translation = language.encode(mistake(candidate.source.text));
  candidate.back_translation = language.decode(candidate.translation);
  return candidate;
}

Acceptance acceptance_of(const Transducer& language) {
  return {{}, [&](std::string_view text) { return language.recognized(text) > 0.9; }, solve};
}

// Judges translations of items that the mistake applies to.
Tally judged(const char* name, const std::function<std::string(std::string)>& mistake,
             bool with_options = false) {
  const auto language = transducers::transducer(name);
  const Acceptance acceptance = acceptance_of(*language);
  Rng rng(31);
  Tally tally;
  for (int i = 0; i < kItems;) {
    const Item item = random_item(rng);
    if (with_options && item.options.empty()) continue;
    tally.count(acceptance.judge(translated(item, *language, mistake)));
    ++i;
  }
  return tally;
}

class Mistakes : public testing::TestWithParam<const char*> {
 protected:
  void expect_caught(Refusal reason, const std::function<std::string(std::string)>& mistake,
                     bool with_options = false) {
    const Tally tally = judged(GetParam(), mistake, with_options);
    EXPECT_GE(tally.refused[static_cast<size_t>(reason)], kItems * 99 / 100) << tally.text();
    EXPECT_LE(tally.accepted, kItems / 100) << tally.text();
  }
};

TEST_P(Mistakes, NoneMeansAccepted) {
  const Tally tally = judged(GetParam(), [](std::string text) { return text; });
  EXPECT_EQ(tally.accepted, kItems) << tally.text();
}

TEST_P(Mistakes, ADroppedNumber) {
  expect_caught(Refusal::kPlaceholders,
                [](std::string text) { return replaced(text, "<<2>> ", ""); });
}

TEST_P(Mistakes, ADoubledNumber) {
  expect_caught(Refusal::kPlaceholders,
                [](std::string text) { return replaced(text, "<<2>>", "<<2>> <<2>>"); });
}

TEST_P(Mistakes, AnInventedNumber) {
  expect_caught(Refusal::kNumerals,
                [](std::string text) { return replaced(text, "friend", "friend of 36"); });
}

TEST_P(Mistakes, SwappedOptions) {
  expect_caught(
      Refusal::kOptions,
      [](const std::string& text) {
        Item item =
            parse_item(restore(text, std::vector<std::string>{"<<1>>", "<<2>>", "A", "<<4>>", "B",
                                                              "<<6>>", "C", "<<8>>"}),
                       "A", "test");
        std::swap(item.options.at(0), item.options.at(1));
        const std::string swapped = text_of(item);
        return replaced(replaced(replaced(swapped, "\nA)", "\n<<3>>)"), "\nB)", "\n<<5>>)"), "\nC)",
                        "\n<<7>>)");
      },
      true);
}

TEST_P(Mistakes, ALostOption) {
  expect_caught(
      Refusal::kPlaceholders,
      [](const std::string& text) { return text.substr(0, text.rfind('\n')); }, true);
}

TEST_P(Mistakes, AChangedName) {
  expect_caught(Refusal::kNames, [](std::string text) {
    for (const std::string_view name : kNamesForTests)
      text = replaced(text, name, "Katherine");  // the first mention alone
    return text;
  });
}

TEST_P(Mistakes, AnotherQuestion) {
  expect_caught(Refusal::kAnswer, [](std::string text) {
    return text.find("altogether") == text.npos ? replaced(text, "remaining", "altogether")
                                                : replaced(text, "altogether", "remaining");
  });
}

TEST_P(Mistakes, ATextThatGoesOn) {
  std::string more = "Last summer";
  for (int i = 0; i < 60; ++i) more += " and so on";
  expect_caught(Refusal::kLength,
                [&](std::string text) { return replaced(text, "Last summer", more); });
}

INSTANTIATE_TEST_SUITE_P(Transducers, Mistakes, testing::Values("s1", "s2"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(Acceptance, CatchesAnotherLanguage) {
  const auto asked = transducers::transducer("s1", 7), other = transducers::transducer("s1", 8);
  const Acceptance acceptance = acceptance_of(*asked);
  Rng rng(32);
  Tally foreign, english;
  for (int i = 0; i < kItems; ++i) {
    const Item item = random_item(rng);
    foreign.count(
        acceptance.judge(translated(item, *other, [](std::string text) { return text; })));
    const Protected source = protect(text_of(item));
    english.count(acceptance.judge({item, source, source.text, source.text}));
  }
  const auto language = static_cast<size_t>(Refusal::kLanguage);
  EXPECT_GE(foreign.refused[language], kItems * 99 / 100) << foreign.text();
  EXPECT_GE(english.refused[language], kItems * 99 / 100) << english.text();
}

TEST(Acceptance, CatchesAPoorWayBack) {
  const auto language = transducers::transducer("s2");
  const Acceptance acceptance = acceptance_of(*language);
  Rng rng(33);
  Tally tally;
  for (int i = 0; i < kItems; ++i) {
    Item item = random_item(rng);
    Candidate candidate = translated(item, *language, [](std::string text) { return text; });
    candidate.item.options.clear();
    candidate.source = protect(item.stem);
    candidate.translation = language->encode(candidate.source.text);
    candidate.back_translation = "zu wem <<1>> gut wirft kuhl <<2>> bald";
    tally.count(acceptance.judge(candidate));
  }
  EXPECT_EQ(tally.accepted, 0) << tally.text();
}

TEST(Acceptance, KnowsNaturalLanguages) {
  EXPECT_TRUE(detected("de")("Gestern hat der Bauer vierzehn braune Hühner im Garten gezählt."));
  EXPECT_FALSE(detected("de")("Yesterday the farmer counted fourteen brown hens in the garden."));
  EXPECT_THROW(detected("x-s1"), Error);
}

// The languages themselves: nobody's English, and hardly anybody's anything.
TEST(Acceptance, TransducersAreNotTakenForEnglish) {
  for (const char* name : {"s1", "s2"}) {
    const auto language = transducers::transducer(name);
    Rng rng(34);
    int english = 0;
    for (int i = 0; i < kItems; ++i)
      english += detected("en")(language->encode(random_item(rng).stem)) ? 1 : 0;
    EXPECT_EQ(english, 0) << name;
  }
}

TEST(Tally, SaysWhy) {
  Tally tally;
  tally.count(std::nullopt);
  tally.count(Refusal::kAnswer);
  tally.count(Refusal::kBackTranslation);
  EXPECT_EQ(tally.text(), "1 of 3 accepted; refused: back_translation 1, answer 1");
}

}  // namespace
}  // namespace dragoman::items
