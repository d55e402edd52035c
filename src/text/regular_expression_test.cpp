// Expressions as automata against Python's re, and vocabularies read by them.
#include "text/regular_expression.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "base/random.h"
#include "text/first_occurrence.h"
#include "text/regular_automaton.h"
#include "text/token_bytes.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

const Path kGoldenTexts = Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/text";

RegularAutomaton automaton_of(std::string_view expression) {
  return RegularAutomaton(parse_regular_expression(expression, "here"));
}

TEST(RegularExpression, AgreesWithPythonOnWhatMatchesAndOnWhatStillMay) {
  LineReader reader(kGoldenTexts / "regular_expressions.jsonl");
  std::string line;
  ASSERT_TRUE(reader.next(line));  // the producer
  int cases = 0;
  while (reader.next(line)) {
    const Json row = parse_json(line, reader.where());
    const auto expression = row["expression"].get<std::string>();
    RegularAutomaton automaton = automaton_of(expression);
    for (const Json& one : row["cases"]) {
      const auto text = one[0].get<std::string>();
      const int32_t state = automaton.next(RegularAutomaton::kStart, text);
      EXPECT_EQ(automaton.matches(state), one[1].get<bool>()) << expression << " on " << text;
      EXPECT_EQ(state != RegularAutomaton::kRefused, one[2].get<bool>())
          << expression << " on " << text;
      ++cases;
    }
  }
  EXPECT_GT(cases, 3000);
}

TEST(RegularExpression, RefusesBytesThatAreNoCharacter) {
  RegularAutomaton any = automaton_of("(.|\\n)*");
  for (const char* bytes : {"\x80", "\xC0", "\xC1\x80", "\xE0\x80", "\xED\xA0", "\xF4\x90", "\xF5",
                            "\xFF", "a\xE6\x97z"})
    EXPECT_EQ(any.next(0, bytes), RegularAutomaton::kRefused) << bytes;
  const int32_t half = any.next(0, "\xE6\x97");
  EXPECT_NE(half, RegularAutomaton::kRefused);
  EXPECT_FALSE(any.matches(half));
  EXPECT_TRUE(any.matches(any.next(half, "\xA5")));
}

TEST(RegularExpression, ClassesAreThoseOfUnicode) {
  RegularAutomaton cyrillic = automaton_of("\\p{Cyrillic}+\\p{Lu}\\P{L}\\w\\W\\D\\S");
  EXPECT_TRUE(cyrillic.matches(cyrillic.next(0, "жуЙ7я-x!")));
  for (const char32_t c :
       {U'a', U'_', U'7', U'é', U'ж', U'本', U'٣', U'½', U'\u0301', U'-', U' '}) {
    std::string text;
    append_utf8(text, c);
    const bool word = c != U'\u0301' && c != U'-' && c != U' ';  // as str.isalnum says
    RegularAutomaton one = automaton_of("\\w");
    EXPECT_EQ(one.matches(one.next(0, text)), word) << text;
  }
}

std::string complaint_about(const std::string& expression) {
  try {
    parse_regular_expression(expression, "key");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(RegularExpression, NamesWhatItCannotDo) {
  EXPECT_EQ(complaint_about("a\\b"),
            "key: the regular expression a\\b holds \\b, which is not supported (before byte 4)");
  for (const char* expression : {"(?=a)", "(?<!a)b", "(a)\\1", "a*+", "a^b", "a$b", "(?i)a",
                                 "[[:alpha:]]", "[a&&b]", "[^\\s\\S]", "((a{999}){999}){999}"})
    EXPECT_NE(complaint_about(expression).find("not supported"), std::string::npos) << expression;
  for (const char* expression : {"(a", "a)", "[a", "*a", "a**", "a{3,2}", "\\", "[z-a]",
                                 "\\p{Nope}", "\\xZ1", "\\p{L", "[\\d-z]"})
    EXPECT_NE(complaint_about(expression).find("not valid"), std::string::npos) << expression;
  EXPECT_NE(complaint_about("a\xFF"), "");
  EXPECT_EQ(complaint_about("(()*){100000}{100000}").substr(0, 4), "key:");
}

TEST(RegularExpression, QuotedTextMatchesItself) {
  const std::string text = "a.b*c[d]{2}\\^$|(e)? é-&";
  RegularAutomaton automaton = automaton_of(quoted_expression(text));
  EXPECT_TRUE(automaton.matches(automaton.next(0, text)));
  EXPECT_EQ(automaton.next(0, "aXb"), RegularAutomaton::kRefused);
}

TEST(FirstOccurrence, IsTheOneThatEndsFirstAndOfThoseTheLongest) {
  const std::vector<std::string> texts{"abab", "bab", "c", "bcde"};
  const FirstOccurrence occurrence(texts);
  const auto found = [&](std::string_view text) {
    const auto place = occurrence.find(text);
    return text.substr(place.begin, place.end - place.begin);
  };
  EXPECT_EQ(found("aababx"), "abab");
  EXPECT_EQ(found("xxbab"), "bab");
  EXPECT_EQ(found("abcde"), "c");
  EXPECT_EQ(found("abaa"), "");
  EXPECT_EQ(occurrence.find("aaba").begin, 4U);
}

TEST(FirstOccurrence, EqualsTheSearchForEachText) {
  Rng rng(3);
  const auto some_text = [&](uint64_t longest) {
    std::string text;
    for (uint64_t i = 1 + rng.below(longest); i > 0; --i)
      text += static_cast<char>('a' + rng.below(2));
    return text;
  };
  for (int trial = 0; trial < 300; ++trial) {
    const std::vector<std::string> texts{some_text(6), some_text(4), some_text(6)};
    const std::string text = some_text(20);
    size_t end = std::string::npos, begin = 0;
    for (const std::string& one : texts) {
      const size_t at = text.find(one);
      if (at == std::string::npos || at + one.size() > end) continue;
      begin = at + one.size() == end ? std::min(begin, at) : at;
      end = at + one.size();
    }
    const auto place = FirstOccurrence(texts).find(text);
    EXPECT_EQ(place.end, std::min(end, text.size()));
    EXPECT_EQ(place.begin, end == std::string::npos ? text.size() : begin);
  }
}

class EveryTokenizer : public ::testing::TestWithParam<const char*> {
 protected:
  Tokenizer tokenizer_ = Tokenizer::load(kGoldenTexts / GetParam());
};

TEST_P(EveryTokenizer, TokenBytesInARowAreTheDecodedText) {
  const int64_t size = tokenizer_.vocabulary_size() + 3;  // some models have more rows
  const TokenBytes first(tokenizer_, size, true), later(tokenizer_, size, false);
  Rng rng(5);
  for (int trial = 0; trial < 400; ++trial) {
    std::vector<TokenId> ids;
    for (uint64_t i = rng.below(8); i > 0; --i)
      ids.push_back(static_cast<TokenId>(rng.below(static_cast<uint64_t>(size))));
    std::string bytes;
    bool begun = false;
    for (const TokenId id : ids) {
      if (!tokenizer_.has_token(id) || tokenizer_.is_special(id)) continue;
      bytes += begun ? later[id] : first[id];
      begun = true;
    }
    if (first_invalid_utf8(bytes)) continue;
    EXPECT_EQ(bytes, tokenizer_.decode(ids, /*skip_special_tokens=*/true));
  }
}

TEST_P(EveryTokenizer, TheTrieVisitsWhatTheAutomatonReads) {
  const TokenBytes tokens(tokenizer_, tokenizer_.vocabulary_size(), false);
  const ByteTrie trie(tokens);
  for (const char* expression : {"[a-z ]*", "the.*", "\\d{2}", "(.|\\n)*", " ?é+"}) {
    RegularAutomaton automaton = automaton_of(expression);
    std::vector<TokenId> expected, visited;
    for (TokenId id = 0; id < tokens.size(); ++id)
      if (!tokens[id].empty() && automaton.next(0, tokens[id]) != RegularAutomaton::kRefused)
        expected.push_back(id);
    trie.walk(
        0, RegularAutomaton::kRefused,
        [&](int32_t state, uint8_t byte) { return automaton.next(state, byte); },
        [&](TokenId id) { visited.push_back(id); });
    std::sort(visited.begin(), visited.end());
    EXPECT_EQ(visited, expected) << expression;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryTokenizer,
                         ::testing::Values("plain", "prefixed", "flags", "framed", "unigram",
                                           "llama2", "gemma", "bert_uncased"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace dragoman::text
