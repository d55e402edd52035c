#include "base/json.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman {
namespace {

// The message that `text` is refused with.
std::string refused(const std::string& text) {
  try {
    parse_json(text, "file: line 3");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kInput);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string with_keys(int count) {
  std::string text = "{\"k0\": [1, 2]";
  for (int i = 1; i < count; ++i) text += ", \"k" + std::to_string(i) + "\": \"}],{\\\"\"";
  return text + "}";
}

TEST(Json, NamesThePlaceOfWhatIsMalformed) {
  EXPECT_EQ(refused("{\"a\": NaN}").find("file: line 3: not valid JSON"), 0);
}

TEST(Json, RefusesWhatIsNestedTooDeep) {
  EXPECT_EQ(parse_json(nested(kDeepestJson), "x").size(), 1);
  EXPECT_NE(refused(nested(kDeepestJson + 1)).find("nested more than 200 deep"), std::string::npos);
  EXPECT_NE(refused(std::string(1'000'000, '{')).find("nested"), std::string::npos);
}

TEST(Json, BracketsInStringsAreLetters) {
  const std::string brackets = std::string(1000, '[') + "\\\"" + std::string(1000, '{');
  EXPECT_EQ(parse_json("[\"" + brackets + "\"]", "x")[0].get<std::string>().size(), 2001);
}

TEST(Json, RefusesObjectsWithTooManyKeys) {
  EXPECT_EQ(parse_json(with_keys(kMostJsonMembers), "x").size(), kMostJsonMembers);
  EXPECT_NE(refused(with_keys(kMostJsonMembers + 1)).find("more than 20000 keys"),
            std::string::npos);
}

TEST(Json, ListsAndObjectsOneAfterAnotherMayBeAsLongAsTheyLike) {
  std::string text = "[0";
  for (int i = 0; i < 50'000; ++i) text += ", {\"a\": 1, \"b\": 2}";
  EXPECT_EQ(parse_json(text + "]", "x").size(), 50'001);
}

}  // namespace
}  // namespace dragoman
