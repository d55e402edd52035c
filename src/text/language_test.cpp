#include "text/language.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman::text {
namespace {

TEST(Language, CodesOfEveryStyleBecomeOneForm) {
  for (const char* code : {"en", "EN", "eng", "eng_Latn", "en-Latn"})
    EXPECT_EQ(normalize_language(code), "en") << code;
  EXPECT_EQ(normalize_language("pt_BR"), "pt-BR");
  EXPECT_EQ(normalize_language("pt-br"), "pt-BR");
  EXPECT_EQ(normalize_language("zh-Hans"), "zh");
  EXPECT_EQ(normalize_language("zho_Hant"), "zh-Hant");
  EXPECT_EQ(normalize_language("cmn_Hans"), "zh");
  EXPECT_EQ(normalize_language("iw"), "he");
  EXPECT_EQ(normalize_language("ger"), "de");
  EXPECT_EQ(normalize_language("uig_Arab"), "ug");
  EXPECT_EQ(normalize_language("srp_Cyrl"), "sr");
  EXPECT_EQ(normalize_language("sr_Latn"), "sr-Latn");
}

TEST(Language, InventedCodesPassThrough) {
  for (const char* code : {"vorn", "Zorric", "x-vel", "w1", "", "world-b-2"})
    EXPECT_EQ(normalize_language(code), code);
}

TEST(Language, NormalizingTwiceChangesNothing) {
  for (const char* code : {"eng_Latn", "zho_Hant", "zh_TW", "quy_Latn", "qqq", "es-419"})
    EXPECT_EQ(normalize_language(normalize_language(code)), normalize_language(code));
}

TEST(Language, NamesAreEnglish) {
  EXPECT_EQ(language_name("en"), "English");
  EXPECT_EQ(language_name("eng_Latn"), "English");
  EXPECT_EQ(language_name("pt-BR"), "Brazilian Portuguese");
  EXPECT_EQ(language_name("zho_Hans"), "Simplified Chinese");
  EXPECT_EQ(language_name("zh"), "Chinese");
  EXPECT_EQ(language_name("ug"), "Uyghur");
  EXPECT_EQ(language_name("vorn"), "vorn");
}

TEST(Language, BaseIsTheSubtagAlone) {
  EXPECT_EQ(base_language("zh_TW"), "zh");
  EXPECT_EQ(base_language("zho_Hant"), "zh");
  EXPECT_EQ(base_language("vorn"), "vorn");
}

TEST(Direction, SplitsBetweenTheTwoLanguages) {
  const auto text = [](const char* direction) { return parse_direction(direction).text(); };
  EXPECT_EQ(text("en-de"), "en-de");
  EXPECT_EQ(text("en-pt-BR"), "en-pt-BR");
  EXPECT_EQ(parse_direction("pt-BR-en").source, "pt-BR");
  EXPECT_EQ(parse_direction("zh-Hant-en-US").target, "en-US");
  EXPECT_EQ(text("eng_Latn-deu_Latn"), "en-de");
  EXPECT_EQ(text("en-vorn"), "en-vorn");
  EXPECT_EQ(parse_direction("es-419-en").source, "es-419");
}

TEST(Direction, AnythingElseIsTheUsersMistake) {
  for (const char* text : {"", "en", "en-", "-de", "en--de", "en-de-fr", "pt-br-en"})
    EXPECT_THROW(parse_direction(text), Error) << text;
}

}  // namespace
}  // namespace dragoman::text
