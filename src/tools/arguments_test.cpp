#include "tools/arguments.h"

#include <gtest/gtest.h>

namespace dragoman::tools {
namespace {

const Json kSchema = Json::parse(R"({
    "type": "object", "required": ["text"],
    "properties": {"text": {"type": "string"}, "count": {"type": "integer"},
                   "to": {"type": "string", "enum": ["en", "de"]},
                   "words": {"type": "array", "items": {"type": ["string", "null"]}},
                   "place": {"type": "object", "properties": {"line": {"type": "number"}}}}})");

std::string checked(const char* arguments) { return mismatch(kSchema, Json::parse(arguments)); }

TEST(Arguments, FitTheirSchema) {
  EXPECT_EQ(checked(R"({"text": "a"})"), "");
  EXPECT_EQ(checked(R"({"text": "a", "count": 3, "to": "de", "words": ["b", null],
                        "place": {"line": 1.5}})"),
            "");
  EXPECT_EQ(mismatch(Json::parse(R"({"type": "object", "properties": {},
                                     "additionalProperties": true})"),
                     Json::parse(R"({"any": 1})")),
            "");
}

TEST(Arguments, ThatDoNotAreTold) {
  EXPECT_EQ(checked("[1]"), "the arguments must be an object");
  EXPECT_EQ(checked("{}"), "the argument text is missing");
  EXPECT_EQ(checked(R"({"text": 1})"), "text must be of the type \"string\"");
  EXPECT_EQ(checked(R"({"text": "a", "count": 1.5})"), "count must be of the type \"integer\"");
  EXPECT_EQ(checked(R"({"text": "a", "to": "fr"})"), "to must be one of [\"en\",\"de\"]");
  EXPECT_EQ(checked(R"({"text": "a", "txt": "b"})"), "there is no argument txt");
  EXPECT_EQ(checked(R"({"text": "a", "words": [1]})"),
            "words must be of the type [\"string\",\"null\"]");
  EXPECT_EQ(checked(R"({"text": "a", "place": {"line": "x"}})"),
            "line must be of the type \"number\"");
}

}  // namespace
}  // namespace dragoman::tools
