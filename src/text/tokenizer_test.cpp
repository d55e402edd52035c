#include "text/tokenizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <thread>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "base/random.h"
#include "text/text_stream.h"
#include "text/tokenizer_file.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

const Path kGolden = Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/text";

class GoldenTokenizer : public testing::TestWithParam<const char*> {
 protected:
  Tokenizer tokenizer() const { return Tokenizer::load(kGolden / GetParam()); }
};

TEST_P(GoldenTokenizer, EncodesAndDecodesAsTheReferenceDoes) {
  const Tokenizer ours = tokenizer();
  LineReader reader(kGolden / GetParam() / "encodings.jsonl");
  std::string line;
  ASSERT_TRUE(reader.next(line));  // the producer
  int rows = 0;
  for (; reader.next(line); ++rows) {
    const Json row = parse_json(line, reader.where());
    const auto text = row["text"].get<std::string>();
    EXPECT_EQ(Json(ours.encode(text, false)), row["ids"]) << text;
    const std::vector<TokenId> ids = ours.encode(text, true);
    EXPECT_EQ(Json(ids), row["with_special"]) << text;
    EXPECT_EQ(ours.decode(ids, false), row["decoded"]);
    EXPECT_EQ(ours.decode(ids, true), row["skipped"]);
  }
  EXPECT_GT(rows, 40);
}

TEST_P(GoldenTokenizer, StreamsWholeCharactersThatMakeTheText) {
  const Tokenizer ours = tokenizer();
  const std::string text =
      "One é, two 日本, three 😀 and \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80!";
  const std::vector<TokenId> ids = ours.encode(text, false);
  TextStream stream(ours, false);
  std::string joined;
  for (const TokenId id : ids) {
    const std::string piece = stream.push(id);
    EXPECT_FALSE(piece.ends_with("\xEF\xBF\xBD")) << joined;
    joined += piece;
  }
  EXPECT_EQ(joined + stream.finish(), ours.decode(ids, false));
}

TEST_P(GoldenTokenizer, SavesByteForByteWhatItLoaded) {
  const Path folder = Path(testing::TempDir()) / "dragoman_text_save" / GetParam();
  tokenizer().save(folder);
  EXPECT_EQ(read_file(folder / "tokenizer.json"),
            read_file(kGolden / GetParam() / "tokenizer.json"));
  std::filesystem::remove_all(folder);
}

TEST_P(GoldenTokenizer, StreamsAHundredThousandIds) {
  const Tokenizer ours = tokenizer();
  Rng rng(7);
  const int64_t size = ours.vocabulary_size();
  std::vector<TokenId> ids;
  while (ids.size() < 100'000) ids.push_back(static_cast<TokenId>(rng.below(size)));
  TextStream stream(ours, true);
  std::string joined;
  for (const TokenId id : ids) joined += stream.push(id);
  joined += stream.finish();
  EXPECT_TRUE(joined == ours.decode(ids, true));
}

TEST_P(GoldenTokenizer, TakesAnyBytes) {
  const Tokenizer ours = tokenizer();
  Rng rng(11);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(rng.below(80), '\0');
    for (char& byte : bytes) byte = static_cast<char>(rng.below(256));
    const std::vector<TokenId> ids = ours.encode(bytes, true);
    EXPECT_EQ(ours.encode(repair_utf8(bytes), true), ids);
    EXPECT_EQ(first_invalid_utf8(ours.decode(ids, false)), std::nullopt);
  }
}

INSTANTIATE_TEST_SUITE_P(Folders, GoldenTokenizer,
                         testing::Values("plain", "prefixed", "flags", "framed", "unigram",
                                         "llama2", "gemma", "bert_uncased"),
                         [](const auto& test) { return std::string(test.param); });

// Text of random characters from several scripts, with spaces and digits among them.
std::string random_text(Rng& rng) {
  static constexpr char32_t kStarts[] = {0x20,   0x30,   0x41,   0x61,   0xC0,   0x300,  0x3B1,
                                         0x410,  0x5D0,  0x627,  0x905,  0xE01,  0x1100, 0x2000,
                                         0x3041, 0x4E00, 0xAC00, 0xFB00, 0x1F600};
  std::string text;
  for (uint64_t i = rng.below(120); i > 0; --i) {
    const char32_t start = kStarts[rng.below(std::size(kStarts))];
    append_utf8(text, start + static_cast<char32_t>(rng.below(rng.below(3) == 0 ? 26 : 4)));
  }
  return text;
}

TEST(Tokenizer, ByteLevelTextComesBackAsItWas) {
  const Tokenizer ours = Tokenizer::load(kGolden / "plain");
  Rng rng(5);
  for (int round = 0; round < 500; ++round) {
    const std::string text = random_text(rng);
    EXPECT_EQ(ours.decode(ours.encode(text, false), false), text);
  }
}

TEST(Tokenizer, ThreadsShareOneAndAgree) {
  const Tokenizer ours = Tokenizer::load(kGolden / "plain");
  Rng rng(6);
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) texts.push_back(random_text(rng));
  std::vector<std::vector<std::vector<TokenId>>> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results)
    threads.emplace_back([&ours, &texts, &result] {
      for (int round = 0; round < 3; ++round) {
        result.clear();
        for (const std::string& text : texts) result.push_back(ours.encode(text, false));
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, results.front());
}

// Byte-pair encoding as it is defined: the leftmost pair of lowest rank, until none is left.
std::vector<std::string> by_definition(const std::string& word, const TokenizerFile& file) {
  std::map<std::pair<std::string, std::string>, int> ranks;
  for (const auto& merge : file.merges) ranks.emplace(merge, static_cast<int>(ranks.size()));
  std::vector<std::string> symbols;
  for (const char c : word) symbols.emplace_back(1, c);
  while (true) {
    size_t best = 0;
    int lowest = static_cast<int>(ranks.size());
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
      const auto found = ranks.find({symbols[i], symbols[i + 1]});
      if (found == ranks.end() || found->second >= lowest) continue;
      lowest = found->second;
      best = i;
    }
    if (lowest == static_cast<int>(ranks.size())) return symbols;
    symbols[best] += symbols[best + 1];
    symbols.erase(symbols.begin() + static_cast<ptrdiff_t>(best) + 1);
  }
}

TEST(Tokenizer, ShortAndLongWordsMergeAsDefined) {
  const Tokenizer ours = Tokenizer::load(kGolden / "plain");
  const TokenizerFile file =
      parse_tokenizer_file(read_file(kGolden / "plain/tokenizer.json"), "golden");
  Rng rng(8);
  for (const uint64_t length : {1, 2, 5, 20, 47, 48, 49, 50, 90, 400}) {
    for (int round = 0; round < 20; ++round) {
      std::string word(length, ' ');
      for (char& c : word) c = "abeehillnoorrstwzq"[rng.below(18)];
      std::vector<TokenId> expected;
      for (const std::string& token : by_definition(word, file))
        expected.push_back(*ours.token_id(token));
      EXPECT_EQ(ours.encode(word, false), expected) << word;
    }
  }
}

TEST(Tokenizer, LooksTokensUpBothWays) {
  const Tokenizer ours = Tokenizer::load(kGolden / "plain");
  EXPECT_EQ(ours.vocabulary_size(), 600);
  EXPECT_EQ(ours.token_id("<|endoftext|>"), 0);
  EXPECT_EQ(ours.token_id("nowhere to be found"), std::nullopt);
  EXPECT_TRUE(ours.is_special(0));
  EXPECT_FALSE(ours.is_special(1));
  for (TokenId id = 0; id < 600; ++id) EXPECT_EQ(ours.token_id(ours.token(id)), id);
  EXPECT_THROW(ours.token(600), Error);
  EXPECT_THROW(ours.token(-1), Error);
}

TEST(Tokenizer, IdsWithoutATokenDecodeToNothing) {
  const Tokenizer ours = Tokenizer::load(kGolden / "plain");
  std::vector<TokenId> ids = ours.encode("the old lamp", false);
  ids.push_back(100000);
  ids.push_back(-1);
  EXPECT_EQ(ours.decode(ids, false), "the old lamp");
}

TEST(Tokenizer, ConfigurationNamesSpecialTokens) {
  const std::string json = read_file(kGolden / "flags/tokenizer.json");
  const Tokenizer ours = Tokenizer::parse(
      json, R"({"eos_token": {"content": "<|end|>"}, "pad_token": "<|endoftext|>"})", "here");
  EXPECT_EQ(ours.special_token("eos_token"), ours.token_id("<|end|>"));
  EXPECT_EQ(ours.special_token("pad_token"), 0);
  EXPECT_EQ(ours.special_token("bos_token"), std::nullopt);
}

// Loads the golden file with one value changed and returns the error's text.
std::string error_of(const std::string& pointer, const Json& value) {
  Json json = parse_json(read_file(kGolden / "plain/tokenizer.json"), "golden");
  json[Json::json_pointer(pointer)] = value;
  try {
    Tokenizer::parse(json.dump(), "", "t.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return error.what();
  }
  return "";
}

TEST(Tokenizer, WhatItCannotDoIsNamed) {
  EXPECT_EQ(error_of("/model/type", "WordLevel"),
            "t.json.model: the model WordLevel is not supported");
  EXPECT_EQ(error_of("/model/dropout", 0.1), "t.json.model: dropout is not supported");
  EXPECT_EQ(error_of("/normalizer", {{"type", "Nonesuch"}}),
            "t.json.normalizer: the normalizer Nonesuch is not supported");
  EXPECT_EQ(error_of("/pre_tokenizer", {{"type", "FixedLength"}}),
            "t.json.pre_tokenizer: the pre-tokenizer FixedLength is not supported");
  EXPECT_EQ(error_of("/post_processor", {{"type", "Nonesuch"}}),
            "t.json.post_processor: the post-processor Nonesuch is not supported");
  EXPECT_EQ(error_of("/decoder", {{"type", "CTC"}}),
            "t.json.decoder: the decoder CTC is not supported");
}

TEST(Tokenizer, BrokenFilesAreNamedWithTheirPlace) {
  EXPECT_EQ(error_of("/model/merges/3", "one two three"),
            "t.json: model.merges[3] must be \"a b\" or [\"a\", \"b\"]");
  EXPECT_EQ(error_of("/model/merges/0", {"x", "nonesuch"}),
            "t.json.model: merges[0]: token \"nonesuch\" is not in the vocabulary");
  EXPECT_EQ(error_of("/model/vocab", Json::parse(R"([["a", -1.5], ["b"]])")),
            "t.json: model.vocab[1] must be [\"token\", score]");
  EXPECT_EQ(error_of("/normalizer", {{"type", "Precompiled"}, {"precompiled_charsmap", "////"}}),
            "t.json.normalizer: \"precompiled_charsmap\" is damaged");
  EXPECT_EQ(error_of("/pre_tokenizer", {{"type", "Metaspace"}, {"replacement", "ab"}}),
            "t.json.pre_tokenizer: \"replacement\" must be one character");
  EXPECT_EQ(error_of("/model/vocab/zz", "x"),
            "t.json: model.vocab: the id of \"zz\" must be an integer");
  EXPECT_EQ(error_of("/model/vocab/zz", 5),
            "t.json.model: id 5 stands for two tokens, \"%\" and \"zz\"");
  EXPECT_NE(
      error_of("/pre_tokenizer",
               {{"type", "Split"}, {"pattern", {{"Regex", "a[\\W]"}}}, {"behavior", "Isolated"}})
          .find("\\W inside a class"),
      std::string::npos);
  EXPECT_THROW(Tokenizer::load(kGolden / "nowhere"), Error);
  EXPECT_THROW(Tokenizer::parse("{", "", "t.json"), Error);
}

// Published vectors for two vocabularies of the field, in the older layout of files.
class PublishedVectors : public testing::TestWithParam<const char*> {};

TEST_P(PublishedVectors, Agree) {
  const char* shared = std::getenv("DRAGOMAN_SHARED");
  const Path root = shared != nullptr ? Path(shared) : Path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
  const Path folder = root / "data/tokenizers" / GetParam();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const Tokenizer ours = Tokenizer::load(folder);
  for (const char* name : {"vectors_llamacpp.jsonl", "vectors_ntrex.jsonl"}) {
    LineReader reader(folder / name);
    std::string line;
    while (reader.next(line)) {
      const Json row = parse_json(line, reader.where());
      EXPECT_EQ(Json(ours.encode(row["text"].get<std::string>(), false)), row["ids"])
          << reader.where();
    }
    EXPECT_GE(reader.line_number(), 47);
  }
}

INSTANTIATE_TEST_SUITE_P(Vocabularies, PublishedVectors, testing::Values("gpt2", "qwen2"),
                         [](const auto& test) { return std::string(test.param); });

// Published vectors of SentencePiece itself for two of its models.
class SentencepieceVectors : public testing::TestWithParam<const char*> {};

TEST_P(SentencepieceVectors, Agree) {
  const char* shared = std::getenv("DRAGOMAN_SHARED");
  const Path root = shared != nullptr ? Path(shared) : Path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
  const Path folder = root / "data/tokenizers/sentencepiece";
  const std::string name = GetParam();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const Tokenizer ours = Tokenizer::load(folder / (name + ".model"));
  LineReader reader(folder / ("vectors_" + name + ".jsonl"));
  std::string line;
  while (reader.next(line)) {
    const Json row = parse_json(line, reader.where());
    const std::vector<TokenId> ids = ours.encode(row["text"].get<std::string>(), false);
    EXPECT_EQ(Json(ids), row["ids"]) << reader.where();
    if (std::find(ids.begin(), ids.end(), ours.token_id("<unk>")) == ids.end()) {
      EXPECT_EQ(ours.decode(ids, false), row["decoded"]) << reader.where();
    }
  }
  EXPECT_GE(reader.line_number(), 60);
}

INSTANTIATE_TEST_SUITE_P(Models, SentencepieceVectors,
                         testing::Values("test_model", "test_ja_model"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace dragoman::text
