// Every tool by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "text/utf8.h"
#include "tools/tools_for_tests.h"
#include "worlds/question.h"
#include "worlds/question_rows.h"
#include "worlds/rows.h"

namespace dragoman::tools {
namespace {

std::string calculated(const std::string& expression) {
  const auto calculator = tool_of("name = \"calculator\"");
  const Result result = call(*calculator, {{"expression", expression}});
  return (result.failed ? "! " : "") + result.text;
}

TEST(Calculator, IsExact) {
  EXPECT_EQ(calculated("2 + 3 * 4"), "14");
  EXPECT_EQ(calculated("(2+3)*4"), "20");
  EXPECT_EQ(calculated("0.1 + 0.2"), "0.3");
  EXPECT_EQ(calculated("1/3*3"), "1");
  EXPECT_EQ(calculated("7 - 10 - 5"), "-8");
  EXPECT_EQ(calculated("2^3^2"), "512");
  EXPECT_EQ(calculated("-2^2"), "-4");
  EXPECT_EQ(calculated("2^-3"), "0.125");
  EXPECT_EQ(calculated("12345678901234567 * 98765432109876543"),
            "1219326311370217861743636654061881");
  EXPECT_EQ(calculated("(-1)^1000001"), "-1");
}

TEST(Calculator, RoundsWhatIsNoDecimalNumber) {
  EXPECT_EQ(calculated("2/3"), "0.666666666667");
  EXPECT_EQ(calculated("-1/3"), "-0.333333333333");
  EXPECT_EQ(calculated("1 - 1/3^40"), "1");
  EXPECT_EQ(calculated("-1/10^20"), "0");
}

TEST(Calculator, SaysWhatIsWrong) {
  EXPECT_EQ(calculated("1/0"), "! division by zero");
  EXPECT_EQ(calculated("0^-1"), "! division by zero");
  EXPECT_EQ(calculated("2 +"), "! the expression ends too early");
  EXPECT_EQ(calculated("2 x 3"), "! the expression can't be read at \"x 3\"");
  EXPECT_EQ(calculated("system(1)"), "! the expression can't be read at \"system(1)\"");
  EXPECT_EQ(calculated("9^9^9"), "! a number becomes too large");
  EXPECT_EQ(calculated("2^0.5"), "! an exponent must be a whole number");
  EXPECT_EQ(calculated(std::string(100000, '(')), "! the expression is nested too deep");
  EXPECT_EQ(calculated(std::string(100000, '-') + "1"), "! the expression is nested too deep");
}

class WorldTools : public testing::Test {
 protected:
  std::unique_ptr<worlds::World> world_ = worlds::catalog().make("agglutinative");
  std::string invented_ = world_->languages()[1].code;
};

TEST_F(WorldTools, TranslateBothWays) {
  const auto rows = worlds::rows(*world_, {.count = 20});
  const auto tool = tool_of("name = \"translate\"\ncost_per_100_words = 50.0", world_.get());
  for (const data::Row& row : rows) {
    const Result there = call(*tool, {{"text", row.source}, {"target", row.target_language}}, row);
    ASSERT_FALSE(there.failed);
    EXPECT_TRUE(worlds::meaning_accuracy(*world_, row, there.text)) << there.text;
    EXPECT_NEAR(there.further_cost,
                static_cast<double>(text::split_whitespace(row.source).size()) / 2.0, 1e-9);
    // Back again, with the default target, and though the row says another source.
    const Result back = call(*tool, {{"text", there.text}}, row);
    EXPECT_TRUE(worlds::same_meaning(*world_, "en", back.text, row.source)) << back.text;
  }
  EXPECT_TRUE(call(*tool, {{"text", "no such words"}}).failed);
}

TEST_F(WorldTools, TranslateWithAsManyWrongWordsAsIsAskedFor) {
  const auto rows = worlds::rows(*world_, {.count = 200});
  const auto tool = tool_of(
      "name = \"translate\"\nword_error_rate = 0.2\ntarget = \"" + invented_ + "\"", world_.get());
  const auto exact = tool_of("name = \"translate\"\ntarget = \"" + invented_ + "\"", world_.get());
  double wrong = 0.0, all = 0.0;
  for (const data::Row& row : rows) {
    const Json arguments = {{"text", row.source}};
    const std::string said = call(*tool, arguments, row).text;
    EXPECT_EQ(call(*tool, arguments, row).text, said);  // the same again
    const std::string right = call(*exact, arguments, row).text;
    const auto a = text::split_whitespace(said), b = text::split_whitespace(right);
    if (a.size() != b.size()) continue;
    for (size_t i = 0; i < a.size(); ++i) wrong += a[i] != b[i];
    all += static_cast<double>(a.size());
  }
  EXPECT_GT(all, 400.0);
  EXPECT_NEAR(wrong / all, 0.2, 0.06);  // a word may be replaced by itself
}

TEST_F(WorldTools, DictionaryFindsWordsAndTheirForms) {
  const auto tool = tool_of("name = \"dictionary\"\nmax_entries = 1", world_.get());
  std::set<std::string> english;  // words that are one of the other language, too
  for (const worlds::DictionaryEntry& entry : world_->dictionary(invented_))
    english.insert(entry.translations.begin(), entry.translations.end());
  int found = 0, all = 0;
  for (const worlds::DictionaryEntry& entry : world_->dictionary(invented_)) {
    const std::string line = entry.headword + " (" + entry.part_of_speech + "): ";
    if (english.contains(entry.headword)) continue;
    const std::string itself = call(*tool, {{"word", entry.headword}}).text;
    EXPECT_TRUE(itself.starts_with(line)) << itself;
    found += call(*tool, {{"word", entry.headword + "lar"}}).text.starts_with(line);
    all += 1;
  }
  EXPECT_GT(found, all * 9 / 10);
  const worlds::DictionaryEntry first = world_->dictionary(invented_).front();
  EXPECT_NE(call(*tool, {{"word", first.translations.front()}}).text.find(first.headword),
            std::string::npos);
  EXPECT_EQ(call(*tool, {{"word", "語"}}).text, "no entry");
}

TEST_F(WorldTools, GrammarSearchFindsSectionsByTheirWordsAndNumbers) {
  const auto tool = tool_of("name = \"grammar_search\"", world_.get());
  const auto book = world_->book(invented_);
  for (size_t i = 0; i < book.size(); ++i) {
    const std::string heading = std::to_string(i + 1) + ". " + book[i].title;
    EXPECT_TRUE(call(*tool, {{"query", std::to_string(i + 1)}}).text.starts_with(heading + "\n"));
    EXPECT_TRUE(call(*tool, {{"query", book[i].title + " " + book[i].text}})
                    .text.starts_with(heading + "\n"));
  }
  EXPECT_EQ(call(*tool, {{"query", "語"}}).text, "no section");
}

TEST(FamilyTools, SpeakOfTheLanguageOfTheRow) {
  const auto world = worlds::catalog().make("family");
  const auto tool = tool_of("name = \"dictionary\"\nmax_entries = 1", world.get());
  for (const size_t i : {1, 2}) {
    const std::string code = world->languages().at(i).code;
    data::Row row;
    (i == 1 ? row.source_language : row.target_language) = code;
    const worlds::DictionaryEntry entry = world->dictionary(code).front();
    EXPECT_TRUE(call(*tool, {{"word", entry.headword}}, row).text.starts_with(entry.headword));
  }
}

// A call without a text is about the row's own question, all lines of it.
TEST(FamilyTools, TranslateWholeQuestions) {
  const auto world = worlds::catalog().make("family");
  const auto tool = tool_of("name = \"translate\"", world.get());
  const auto noisy = tool_of("name = \"translate\"\nword_error_rate = 0.5", world.get());
  int spoiled = 0, same_lines = 0;
  const auto rows = worlds::question_rows(*world, {.rows = {{"en", 40}, {"qac", 40}}});
  for (const data::Row& row : rows) {
    const Result said = call(*tool, Json::object(), row);
    ASSERT_FALSE(said.failed) << said.text;
    EXPECT_EQ(call(*tool, {{"text", row.source}, {"target", "en"}}, row).text, said.text);
    EXPECT_EQ(worlds::parse_question(*world, said.text, "en"),
              worlds::parse_question(*world, row.source, row.source_language));
    const std::string wrong = call(*noisy, Json::object(), row).text;
    spoiled += wrong != said.text;
    same_lines += std::count(wrong.begin(), wrong.end(), '\n') ==
                  std::count(said.text.begin(), said.text.end(), '\n');
    for (const char* letter : {"\nA) ", "\nB) ", "\nC) ", "\nD) "})
      EXPECT_EQ(wrong.find(letter) == wrong.npos, said.text.find(letter) == said.text.npos);
  }
  EXPECT_GT(spoiled, 70);
  EXPECT_EQ(same_lines, 80);
}

TEST(Glossary, FindsWholeTermsInAText) {
  TemporaryFolder folder("glossary");
  write_file(folder.path() / "terms.tsv",
             "valve\tVentil\nrelief valve\tÜberdruckventil\tnot new\n");
  const auto tool =
      tool_of("name = \"glossary\"\npath = \"" + (folder.path() / "terms.tsv").string() + "\"");
  EXPECT_EQ(call(*tool, {{"text", "Close the relief VALVE."}}).text,
            "relief valve = Überdruckventil; not new\nvalve = Ventil");
  EXPECT_EQ(call(*tool, {{"text", "two valves"}}).text, "no term");
}

TEST(Glossary, RefusesABrokenFile) {
  TemporaryFolder folder("glossary");
  write_file(folder.path() / "terms.tsv", "valve\tVentil\n\nrelief\n");
  try {
    tool_of("name = \"glossary\"\npath = \"" + (folder.path() / "terms.tsv").string() + "\"");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("line 3"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace dragoman::tools
