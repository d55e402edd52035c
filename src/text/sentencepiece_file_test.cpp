#include "text/sentencepiece_file.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "text/tokenizer.h"

namespace dragoman::text {
namespace {

// One field of a protocol buffer, shorter than 128 bytes.
std::string field(int number, std::string_view bytes) {
  const char key = static_cast<char>(number << 3 | 2);
  return std::string{key, static_cast<char>(bytes.size())}.append(bytes);
}

std::string field(int number, int value) {
  return {static_cast<char>(number << 3), static_cast<char>(value)};
}

std::string piece(std::string_view text, float score, int type) {
  std::string bytes(sizeof score, '\0');
  std::memcpy(bytes.data(), &score, sizeof score);
  return field(1, field(1, text) + "\x15" + bytes + field(3, type));
}

// Letters, one merge that the scores prefer over another, a symbol, byte pieces for "z" alone.
std::string small_model() {
  return piece("<unk>", 0, 2) + piece("<s>", 0, 3) + piece("<sep>", 0, 4) + piece("<0x7A>", 0, 6) +
         piece("ab", -2, 1) + piece("bc", -1, 1) + piece("▁", -3, 1) + piece("a", -4, 1) +
         piece("b", -5, 1) + piece("c", -6, 1) +
         field(2, field(3, 2) + "\x98\x02\x01");  // bpe, byte_fallback
}

class SentencepieceFile : public testing::Test {
 protected:
  void SetUp() override { make_folder(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Tokenizer load(const std::string& model, const std::string& config = "") {
    write_file(folder_ / "tokenizer.model", model);
    if (!config.empty()) write_file(folder_ / "tokenizer_config.json", config);
    return Tokenizer::load(folder_);
  }

  void refuses(const std::string& model, const std::string& words, const std::string& config = "") {
    try {
      load(model, config);
      ADD_FAILURE() << "not refused: " << words;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    }
  }

  Path folder_ = Path(testing::TempDir()) / "dragoman_sentencepiece";
};

using Ids = std::vector<TokenId>;

TEST_F(SentencepieceFile, ScoresOrderTheMergesOfBytePairEncoding) {
  const Tokenizer ours = load(small_model() + field(3, field(4, 0)));
  EXPECT_EQ(ours.encode("abc", false), (Ids{6, 7, 5}));
  EXPECT_EQ(ours.encode("  ab", false), (Ids{6, 6, 6, 4}));  // a space is put before those there
  EXPECT_EQ(ours.encode("azé", false), (Ids{6, 7, 3, 0}));   // a byte, and one without a piece
  EXPECT_EQ(ours.encode("a<sep>b<s>c", false), (Ids{6, 7, 2, 8, 1, 9}));
  EXPECT_EQ(ours.decode(Ids{6, 7, 5, 6, 3}, false), "abc z");
}

TEST_F(SentencepieceFile, ExtraSpacesGoAroundSymbolsToo) {
  const Tokenizer ours = load(small_model());
  EXPECT_EQ(ours.encode("  a  <sep>  b ", false), (Ids{6, 7, 6, 2, 6, 8}));
}

TEST_F(SentencepieceFile, TheConfigBesideItFramesTextAndAddsTokens) {
  const Tokenizer ours = load(small_model(), R"({"tokenizer_class": "LlamaTokenizerFast",
      "add_bos_token": true, "added_tokens_decoder": {"10": {"content": "<im>", "special": true}}})");
  EXPECT_EQ(ours.encode("a<im>b", true), (Ids{1, 6, 7, 10, 8}));
  EXPECT_EQ(ours.encode(" a", false), (Ids{6, 7}));  // as transformers lays it out
  EXPECT_TRUE(ours.is_special(10));
}

TEST_F(SentencepieceFile, TheOlderListOfAddedTokensIsRead) {
  write_file(folder_ / "added_tokens.json", R"({"<im>": 10, "ca": 11})");
  const Tokenizer ours = load(small_model(), R"({"additional_special_tokens": ["<im>"]})");
  EXPECT_EQ(ours.encode("b<im>ca", false), (Ids{6, 8, 10, 11}));
  EXPECT_TRUE(ours.is_special(10));
  EXPECT_FALSE(ours.is_special(11));
}

TEST_F(SentencepieceFile, WhatCannotBeDoneIsNamed) {
  refuses(piece("a", -1, 1) + field(2, field(3, 3)), "model_type");
  refuses(piece("a", -1, 5), "unused pieces");
  refuses(piece("a", -1 / 0.0F, 1), "is no number");
  refuses(piece("a", -1, 1) + field(3, field(5, 0)), "escape_whitespaces");
  refuses(small_model(),
          "the special token \"</s>\" is not in the vocabulary; name it as eos_token",
          R"({"add_eos_token": true})");
}

TEST_F(SentencepieceFile, DamagedModelsAreRefused) {
  refuses("\x0a\x7f abc", "damaged");
  refuses("", "it has no pieces");
}

}  // namespace
}  // namespace dragoman::text
