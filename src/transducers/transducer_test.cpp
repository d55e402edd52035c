// What every transducer promises: that any text comes back, and that nobody can read it.
#include "transducers/transducer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "text/normalize.h"
#include "text/utf8.h"
#include "transducers/catalog.h"
#include "transducers/morphology.h"
#include "transducers/sentences_for_tests.h"
#include "transducers/tokens.h"

namespace dragoman::transducers {
namespace {

std::vector<std::unique_ptr<Transducer>> all(int64_t seed = 7) {
  std::vector<std::unique_ptr<Transducer>> made;
  for (const auto& row : catalog().rows()) made.push_back(transducer(row.name, seed));
  return made;
}

// The words are spelled exactly, too: no line has to stand as it was.
void expect_returns(const Transducer& language, const std::string& text) {
  Coverage coverage;
  const std::string encoded = language.encode(text, &coverage);
  EXPECT_EQ(language.decode(encoded), text) << language.name() << ": " << encoded;
  EXPECT_EQ(coverage.literal_lines, 0) << language.name() << ": " << text;
}

void expect_all_return(const std::string& text) {
  static const auto languages = all();
  for (const auto& language : languages) expect_returns(*language, text);
}

TEST(Transducer, GivesEnglishBack) {
  for (const char* text : {"",
                           " ",
                           "a",
                           "A",
                           "I",
                           "The cat sat.",
                           "Tom's dogs don't bark.",
                           "DON'T STOP!",
                           "He said: \"I'm here, aren't you?\"",
                           "the lower case",
                           "iPhone and McDonald's, GSMs",
                           "In April, she sold 48 clips to her friends and then went home.",
                           "e.g. it's 3.5% of $1,000",
                           "twelve  blanks\tand a tab\n\n",
                           "x + y = 10 and 2x^2 - 3x = f(x)",
                           "sqrt(x) kilometers=5",
                           "naïve Beyoncé 東京 🙂",
                           "0 00 007 1,000 12,34 1728 1000000000000000000 99999999999999999999",
                           "covid19 abc1def a1b2c3 10am 5th mp3s",
                           "see http://example.com/a?b=c, or x@example.org.",
                           "`int main()` is code; ` is not",
                           "<<1>> of <<22>> and <<x>>",
                           "A) one B) two (C) three",
                           "won't can't shan't o'clock rock'n'roll",
                           "Is Ann tall? Find the number!"})
    expect_all_return(text);
}

TEST(Transducer, GivesItsOwnLettersBack) {
  expect_all_return("ᱠᱟᱱ ᱻᱠ cat\u1C5A\u1C7Bdog Cat\u1C5ADog 12\u1C5A12");
  for (const auto& language : all()) {
    const std::string once = language->encode("The cats were sleeping in 12 houses.");
    expect_returns(*language, once);
    expect_returns(*language, language->encode(once));
  }
}

// Every kind of character that a rule looks at, and some that none does.
std::string random_text(Rng& rng) {
  static constexpr std::u32string_view pieces =
      U"aaeiostnrbcAITBz  "
      U"\n\t.,;:!?()[]'\"`<>0123456789$%=+^_-/"
      U"@\\{}*#éßİ東ᱚᱠᱻᱛ\u0301\u00a0🙂’”“";
  std::u32string text;
  for (uint64_t i = rng.below(40); i > 0; --i) text += pieces[rng.below(pieces.size())];
  return text::to_utf8(text);
}

TEST(Transducer, GivesRandomTextBack) {
  Rng rng(20);
  for (int i = 0; i < 20000 && !testing::Test::HasFailure(); ++i)
    expect_all_return(random_text(rng));
}

TEST(Transducer, GivesAnyUnicodeBack) {
  Rng rng(21);
  for (int i = 0; i < 2000 && !testing::Test::HasFailure(); ++i) {
    std::u32string text;
    for (int j = 0; j < 20; ++j) {
      const auto c = static_cast<char32_t>(rng.below(rng.below(2) == 0 ? 0x3000 : 0x110000));
      if (c < 0xD800 || c > 0xDFFF) text += c;
    }
    expect_all_return(text::to_utf8(text));
  }
}

TEST(Transducer, GivesDamagedSentencesBack) {
  Rng rng(22);
  for (int i = 0; i < 5000 && !testing::Test::HasFailure(); ++i) {
    std::string text = random_sentence(rng);
    const auto at = static_cast<size_t>(rng.below(text.size()));
    switch (rng.below(4)) {
      case 0: text.erase(at, 1 + rng.below(4)); break;
      case 1: text.insert(at, random_text(rng)); break;
      case 2: text[at] = static_cast<char>(std::toupper(text[at])); break;
      default: text = text.substr(at) + " " + text.substr(0, at);
    }
    if (!text::first_invalid_utf8(text)) expect_all_return(text);
  }
}

TEST(Transducer, GivesLongWordsBack) {
  expect_all_return(std::string(3000, 'a') + " " + std::string(3000, 'B') + " end");
}

TEST(Transducer, LeavesALineThatItCannotSpellAsItIs) {
  const std::string text = "One line.\n" + std::string(70000, 'q') + "\nAnother.";
  for (const auto& language : all()) {
    Coverage coverage;
    const std::string encoded = language->encode(text, &coverage);
    EXPECT_EQ(language->decode(encoded), text);
    EXPECT_EQ(coverage.literal_lines, 1);
    EXPECT_EQ(encoded.find("Another"), std::string::npos);
  }
}

TEST(Transducer, NeedsNoFallbackForSentences) {
  Rng rng(23);
  for (const auto& language : all()) {
    Coverage coverage;
    for (int i = 0; i < 1000; ++i) language->encode(random_sentence(rng), &coverage);
    EXPECT_GT(coverage.runs, 1000);
    EXPECT_LT(coverage.plain_runs * 100, coverage.runs) << language->name();
    EXPECT_EQ(coverage.literal_lines, 0);
  }
}

// Names are words too; what is protected is left out of this text.
TEST(Transducer, LeavesNoContentWord) {
  Rng rng(24);
  for (int i = 0; i < 1000; ++i) {
    const std::string sentence = random_sentence(rng);
    for (const auto& language : all()) {
      const std::string encoded = text::lower(language->encode(sentence));
      std::set<std::string_view> written;
      for (const Token& token : english_tokens(encoded)) written.insert(token.text);
      for (const Token& token : english_tokens(sentence)) {
        const std::string word = text::lower(token.text);
        if (token.kind != TokenKind::kWord || word.size() < 4) continue;
        EXPECT_FALSE(written.contains(word)) << word << " in " << encoded;
      }
    }
  }
}

TEST(Transducer, KeepsWhatMustSurvive) {
  for (const auto& language : all()) {
    const std::string encoded = language->encode(
        "See <<1>> and https://example.com/b, run `make all` or mail to me@example.com.\nA) x = "
        "2y\n(b) 3x");
    for (const char* kept : {"<<1>>", "https://example.com/b", "`make all`", "me@example.com",
                             "\nA) x = 2y", "\n(b) 3x"})
      EXPECT_NE(encoded.find(kept), std::string::npos) << kept << " in " << encoded;
  }
}

TEST(Transducer, KeepsDigitsOrSpellsThem) {
  EXPECT_NE(transducer("s1")->encode("She has 48 clips.").find("48"), std::string::npos);
  const std::string spelled = transducer("s2")->encode("She has 48 clips, $1,250.75.");
  EXPECT_EQ(spelled.find_first_of("0123456789"), std::string::npos);
}

TEST(Transducer, IsAnotherLanguageUnderAnotherSeed) {
  for (const auto& row : catalog().rows()) {
    const std::string text = "The cat sat on the mat.";
    const std::string encoded = transducer(row.name, 1)->encode(text);
    EXPECT_EQ(encoded, transducer(row.name, 1)->encode(text));
    EXPECT_NE(encoded, transducer(row.name, 2)->encode(text));
    EXPECT_NE(transducer(row.name, 2)->decode(encoded), text);
  }
}

TEST(Transducer, WritesWellFormedNormalizedText) {
  Rng rng(25);
  for (const auto& language : all())
    for (int i = 0; i < 200; ++i) {
      const std::string encoded = language->encode(random_sentence(rng));
      EXPECT_FALSE(text::first_invalid_utf8(encoded));
      EXPECT_TRUE(text::is_normalized(encoded, text::NormalForm::kNfc));
    }
}

TEST(Transducer, RecognizesItsOwn) {
  const auto s1 = transducer("s1"), s2 = transducer("s2");
  const std::string english = "Yesterday the farmer counted fourteen brown chickens.";
  EXPECT_EQ(s1->recognized(s1->encode(english)), 1.0);
  EXPECT_EQ(s2->recognized(s2->encode(english)), 1.0);
  EXPECT_LT(s1->recognized(english), 0.3);
  EXPECT_EQ(s2->recognized(english), 0.0);
  EXPECT_LT(transducer("s1", 8)->recognized(s1->encode(english)), 1.0);
}

TEST(Transducer, DecodesOtherTextAsItIs) {
  EXPECT_EQ(transducer("s2")->decode("Plain English, 12 words."), "Plain English, 12 words.");
  EXPECT_EQ(transducer("s1")->decode("xyzzy?"), "xyzzy?");
}

TEST(Transducer, RefusesBytesThatAreNoText) {
  EXPECT_THROW(transducer("s1")->encode("a\xff"), Error);
  EXPECT_THROW(transducer("s2")->decode("\xc3("), Error);
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split_whitespace(text)) words.emplace_back(word);
  return words;
}

TEST(S1, PutsTheVerbLast) {
  const auto s1 = transducer("s1");
  const std::string verb = s1->encode("x, takes").substr(3);  // the same word, not moved
  const auto words = words_in(s1->encode("He takes three big apples"));
  ASSERT_EQ(words.size(), 5U);
  EXPECT_TRUE(words.back().starts_with(verb)) << words.back() << " is no form of " << verb;
  EXPECT_GT(words.back().size(), verb.size());  // says how far it came
}

TEST(S2, PutsTheVerbFirst) {
  const auto s2 = transducer("s2");
  const std::string verb = s2->encode("x, takes").substr(3);
  const auto words = words_in(s2->encode("He takes three big apples"));
  ASSERT_EQ(words.size(), 5U);
  EXPECT_TRUE(words.front().ends_with(verb)) << words.front() << " is no form of " << verb;
  EXPECT_GT(words.front().size(), verb.size());
}

TEST(S1, KeepsOneStemForAllForms) {
  const auto s1 = transducer("s1");
  for (const auto& forms :
       std::vector<std::vector<std::string>>{{"walk", "walks", "walked", "walking"},
                                             {"carry", "carries", "carried", "carrying"},
                                             {"take", "takes", "took", "taken", "taking"},
                                             {"child", "children"},
                                             {"box", "boxes"},
                                             {"quick", "quickly", "quicker", "quickest"},
                                             {"stop", "stopped", "stopping"}}) {
    const std::string stem = s1->encode("x " + forms.front());
    for (const std::string& form : forms)
      EXPECT_TRUE(s1->encode("x " + form).starts_with(stem)) << form;
  }
}

TEST(S1, TurnsFunctionWordsIntoEndings) {
  const auto s1 = transducer("s1");
  EXPECT_EQ(words_in(s1->encode("x in the house of a friend")).size(), 3U);
}

}  // namespace
}  // namespace dragoman::transducers
