// Real questions, where the shared data is there: each comes back, few need a fallback, and no
// content word is left.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/json.h"
#include "base/line_reader.h"
#include "transducers/english_word.h"
#include "transducers/sentences_for_tests.h"

namespace dragoman::transducers {
namespace {

struct Set {
  std::string file;
  std::vector<std::string> fields;
};

Path shared_file(const std::string& name) {
  const char* shared = std::getenv("DRAGOMAN_SHARED");
  const Path root = shared != nullptr ? Path(shared) : Path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
  return root / "data" / name;
}

std::vector<std::string> texts_of(const Set& set) {
  LineReader reader(shared_file(set.file));
  std::vector<std::string> texts;
  for (std::string line; reader.next(line);) {
    const Json row = parse_json(line, set.file);
    for (const std::string& field : set.fields) texts.push_back(row.at(field));
    if (row.contains("qas"))
      for (const Json& question : row.at("qas")) texts.push_back(question.at("question"));
  }
  return texts;
}

// Content words of four letters and more, formulas and what else must survive aside.
void add_words(std::string_view text, std::set<std::string>& words) {
  const std::vector<Token> tokens = english_tokens(text);
  for (const Item& item : lay_out(text, tokens, true).items)
    for (const Token& token : item.tokens)
      if (!item.fixed && token.kind == TokenKind::kWord && token.text.size() >= 4)
        words.insert(lower_ascii(token.text));
}

struct Figures {
  Coverage coverage;
  int64_t texts = 0, bytes = 0, encoded_bytes = 0, words = 0, survivors = 0, wrong = 0;
};

Figures measure(const Transducer& language, const std::vector<std::string>& texts) {
  Figures figures;
  for (const std::string& text : texts) {
    const std::string encoded = language.encode(text, &figures.coverage);
    if (language.decode(encoded) != text) ++figures.wrong;
    std::set<std::string> before, after;
    add_words(text, before);
    add_words(encoded, after);
    for (const std::string& word : before) figures.survivors += after.contains(word) ? 1 : 0;
    figures.words += static_cast<int64_t>(before.size());
    figures.bytes += static_cast<int64_t>(text.size());
    figures.encoded_bytes += static_cast<int64_t>(encoded.size());
    ++figures.texts;
  }
  return figures;
}

class Questions : public testing::TestWithParam<Set> {};

TEST_P(Questions, ComeBackAndCannotBeRead) {
  if (!std::filesystem::exists(shared_file(GetParam().file)))
    GTEST_SKIP() << "the shared data is not beside the checkout";
  const auto texts = texts_of(GetParam());
  for (const char* name : {"s1", "s2"}) {
    const Figures figures = measure(*transducer(name), texts);
    EXPECT_EQ(figures.wrong, 0);
    EXPECT_EQ(figures.coverage.literal_lines, 0);
    EXPECT_LE(figures.coverage.plain_runs * 200, figures.coverage.runs);
    EXPECT_LE(figures.survivors * 10000, figures.words) << figures.survivors;
    fmt::print(
        "{} {}: {} texts, {} runs, {} plain, {} literal, {} words, {} survive, {:.2f} x bytes\n",
        GetParam().file, name, figures.texts, figures.coverage.runs, figures.coverage.plain_runs,
        figures.coverage.literal_lines, figures.words, figures.survivors,
        static_cast<double>(figures.encoded_bytes) / static_cast<double>(figures.bytes));
  }
}

INSTANTIATE_TEST_SUITE_P(
    SharedData, Questions,
    testing::Values(Set{"gsm8k/train.jsonl", {"question"}}, Set{"msvamp/en.jsonl", {"question"}},
                    Set{"xquad/en.jsonl", {"context"}},
                    Set{"xcopa/et.test.jsonl", {"premise", "choice1", "choice2"}},
                    Set{"xcopa/zh.test.jsonl", {"premise", "choice1", "choice2"}}));

}  // namespace
}  // namespace dragoman::transducers
