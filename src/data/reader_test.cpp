#include "data/reader.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "data/files_test.h"

namespace dragoman::data {
namespace {

std::vector<Row> jsonl(std::string_view text, const Layout& layout = {}) {
  return all_rows(*open_jsonl(test_file("rows.jsonl", text), layout));
}

TEST(TsvReader, TakesAnyNumberOfReferences) {
  const auto rows = all_rows(*open_tsv(test_file("a.tsv", "one\teins\ntwo\tzwei\tzwo\n"), {}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].source, "one");
  EXPECT_EQ(rows[1].references, (std::vector<std::string>{"zwei", "zwo"}));
  EXPECT_EQ(rows[1].id, "a.tsv:2");
}

TEST(TsvReader, ReadsNamedColumnsOfAHeader) {
  const auto path = test_file("a.tsv", "i\tsrc\tmt\tref1\tref2\n7\ta\tb\tc\td\n");
  Layout layout;
  layout.header = true;
  const auto rows = all_rows(*open_tsv(path, layout));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].id, "7");
  EXPECT_EQ(rows[0].source, "a");
  EXPECT_EQ(rows[0].metadata.at("mt"), "b");
  EXPECT_EQ(rows[0].references, (std::vector<std::string>{"c", "d"}));
}

TEST(TsvReader, TakesColumnsByNumber) {
  Layout layout;
  layout.columns = {{"1", "id"}, {"2", "source"}, {"3", "reference"}};
  const auto rows = all_rows(*open_tsv(test_file("a.tsv", "MAT.1\tx\ty\tz\n"), layout));
  EXPECT_EQ(rows[0].id, "MAT.1");
  EXPECT_EQ(rows[0].source, "x");
  EXPECT_EQ(rows[0].references, (std::vector<std::string>{"y"}));
  EXPECT_EQ(rows[0].metadata.at("4"), "z");
}

TEST(TsvReader, NamesTheLineThatLacksAColumn) {
  const auto path = test_file("a.tsv", "one\teins\ntwo\n");
  expect_contains(error_of([&] { all_rows(*open_tsv(path, {})); }),
                  "a.tsv: line 2: has one column");
}

TEST(TsvReader, NamesTheOffsetOfABadByte) {
  const auto path = test_file("a.tsv",
                              "one\teins\ntwo\tzw\xff"
                              "ei\n");
  const auto message = error_of([&] { all_rows(*open_tsv(path, {})); });
  expect_contains(message, "a.tsv: line 2");
  expect_contains(message, "byte 0xff at offset 15");
}

TEST(TsvReader, SaysThatAFileIsUtf16) {
  const auto path = test_file("a.tsv", std::string_view("\xff\xfe"
                                                        "a\0\t\0b\0\n\0",
                                                        10));
  expect_contains(error_of([&] { all_rows(*open_tsv(path, {})); }), "UTF-16");
}

TEST(TsvReader, RefusesAnEmptyFile) {
  const auto path = test_file("a.tsv", "");
  expect_contains(error_of([&] { all_rows(*open_tsv(path, {})); }), "is empty");
}

TEST(TsvReader, TakesOffByteOrderMarkAndCarriageReturns) {
  const auto rows = all_rows(*open_tsv(test_file("a.tsv",
                                                 "\xef\xbb\xbf"
                                                 "a\tb\r\nc\td\r\n"),
                                       {}));
  EXPECT_EQ(rows[0].source, "a");
  EXPECT_EQ(rows[1].references.front(), "d");
}

TEST(TsvReader, ReadsGzip) {
  constexpr std::string_view kPacked(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\xcf\x4b\xe5"
      "\x4c\xcd\xcc\x2b\xe6\x02\x00\x6d\xbf\x41\xef\x09\x00\x00\x00",
      29);
  const Path path = test_file("a.tsv.gz", kPacked);
  EXPECT_EQ(all_rows(*open_tsv(path, {})).front().references.front(), "eins");
}

TEST(ParallelReader, PairsLinesAndTakesLanguagesFromExtensions) {
  const auto sources = test_file("corpus.en", "one\ntwo\n");
  const auto references = test_file("corpus.de", "eins\nzwei\n");
  const auto rows = all_rows(*open_parallel({sources, references}, {}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].direction(), "en-de");
  EXPECT_EQ(rows[1].references, (std::vector<std::string>{"zwei"}));
}

TEST(ParallelReader, DoesNotSplitAtUnicodeLineSeparators) {
  const auto path = test_file("corpus.en", "one\xe2\x80\xa8still one\ntwo\n");
  EXPECT_EQ(all_rows(*open_parallel({path}, {})).size(), 2U);
}

TEST(ParallelReader, NamesBothFilesAndTheirCounts) {
  const auto sources = test_file("corpus.en", "one\ntwo\nthree\n");
  const auto references = test_file("corpus.de", "eins\n");
  const auto message = error_of([&] { all_rows(*open_parallel({sources, references}, {})); });
  expect_contains(message, "corpus.en has 3 lines");
  expect_contains(message, "corpus.de has 1");
}

TEST(ParagraphReader, TakesTextsBetweenBlankLines) {
  const auto path = test_file("novel.txt", "\n one\ntwo\n \n\nthree\n");
  const auto rows = all_rows(*open_paragraphs(path, {}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].source, " one\ntwo");
  EXPECT_EQ(rows[0].id, "novel.txt:2");
  EXPECT_EQ(rows[1].source, "three");
  EXPECT_TRUE(rows[1].references.empty());
}

TEST(ParagraphReader, RefusesAFileOfBlankLines) {
  const auto path = test_file("blank.txt", "\n \n");
  expect_contains(error_of([&] { all_rows(*open_paragraphs(path, {})); }), "blank lines alone");
}

TEST(JsonlReader, ReadsEveryUsualLayout) {
  for (const char* line :
       {R"({"source": "one", "references": ["eins"]})", R"({"src": "one", "tgt": "eins"})",
        R"({"src_text": "one", "trg_text": "eins"})", R"({"prompt": "one", "completion": "eins"})",
        R"({"translation": {"en": "one", "de": "eins"}})",
        R"({"lg": "en-de", "en": "one", "de": "eins"})",
        R"({"de": "eins", "en": "one", "lg": "en-de"})",
        R"({"src_text": "one", "refs": {"A": {"ref": "eins"}}})",
        R"({"messages": [{"role": "user", "content": "one"},
            {"role": "assistant", "content": "eins"}]})",
        R"({"prompt": [{"role": "user", "content": "one"}],
            "completion": [{"role": "assistant", "content": "eins"}]})"}) {
    std::string single_line = line;
    std::erase(single_line, '\n');
    const auto rows = jsonl(single_line);
    ASSERT_EQ(rows.size(), 1U) << line;
    EXPECT_EQ(rows[0].source, "one") << line;
    EXPECT_EQ(rows[0].references, (std::vector<std::string>{"eins"})) << line;
  }
}

TEST(JsonlReader, KeepsLanguagesDocumentsAndFurtherColumns) {
  const auto rows = jsonl(
      R"({"src":"a","tgt":"b","langs":"en-pt-BR","doc_id":"d1","domain":"news","score":0.5,"line_id":3})");
  EXPECT_EQ(rows[0].source_language, "en");
  EXPECT_EQ(rows[0].target_language, "pt-BR");
  EXPECT_EQ(rows[0].document, "d1");
  EXPECT_EQ(rows[0].domain, "news");
  EXPECT_EQ(rows[0].id, "3");
  EXPECT_EQ(rows[0].metadata.at("score"), "0.5");
}

TEST(JsonlReader, GivenLanguagesChooseTheSource) {
  Layout layout;
  layout.source_language = "de";
  layout.target_language = "en";
  const auto rows = jsonl(R"({"translation": {"en": "one", "de": "eins"}})", layout);
  EXPECT_EQ(rows[0].source, "eins");
  EXPECT_EQ(rows[0].references.front(), "one");
}

TEST(JsonlReader, TakesRolesFromTheConfig) {
  Layout layout;
  layout.columns = {{"question", "source"}, {"answer", "reference"}};
  const auto rows = jsonl(R"({"question": "q", "answer": "a"})", layout);
  EXPECT_EQ(rows[0].source, "q");
  EXPECT_EQ(rows[0].references.front(), "a");
}

TEST(JsonlReader, SaysWhatIsWrongAndWhere) {
  const auto message = [](const char* text) {
    return error_of([&] { jsonl(std::string(R"({"src": "a"})") + "\n" + text + "\n"); });
  };
  expect_contains(message("{"), "rows.jsonl: line 2: not valid JSON");
  expect_contains(message("[1]"), "line 2: is not a JSON object");
  expect_contains(message(R"({"src": 3})"), "line 2: src is number");
  expect_contains(message(R"({"src": "a", "ref": 3})"), "line 2: a reference is number");
  expect_contains(message(R"({"other": "a"})"), "line 2: has no source");
  expect_contains(message((R"({"src":"a","x":)" + std::string(5000, '[')).c_str()), "deeply");
}

// Whatever the bytes: rows or an Error, nothing else.
TEST(Readers, SurviveDamagedFiles) {
  const std::string seeds[] = {
      "i\tsrc\tref\n1\tone\teins\n2\ttwo\tzw\xc3\xb6lf\n",
      "{\"translation\": {\"en\": \"one\", \"de\": \"eins\"}, \"m\": [1, {\"a\": \"\\u00e4\"}]}\n"
      "{\"prompt\": [{\"role\": \"user\", \"content\": \"x\"}], \"completion\": \"y\"}\n"};
  Rng rng(5);
  int errors = 0;
  for (int round = 0; round < 400; ++round) {
    std::string text = seeds[round % 2];
    for (uint64_t edits = 1 + rng.below(4); edits > 0; --edits) {
      const size_t at = rng.below(text.size());
      if (rng.below(2) == 0)
        text[at] = static_cast<char>(rng.below(256));
      else if (rng.below(2) == 0)
        text.erase(at, 1 + rng.below(5));
      else
        text.insert(at, 1, "{}[]\",:\t\n\\"[rng.below(10)]);
    }
    const Path path = test_file("fuzz", text);
    Layout layout;
    layout.header = round % 4 == 0;
    try {
      const auto reader = round % 2 == 0 ? open_tsv(path, layout) : open_jsonl(path, layout);
      all_rows(*reader);
    } catch (const Error&) {
      ++errors;
    }
  }
  EXPECT_GT(errors, 50);
  EXPECT_LT(errors, 390);
}

}  // namespace
}  // namespace dragoman::data
