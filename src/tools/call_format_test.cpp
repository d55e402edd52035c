#include "tools/call_format.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tools/tools_for_tests.h"

namespace dragoman::tools {
namespace {

// "name arguments" or "! error" of each call.
std::vector<std::string> read(const char* format, const std::string& turn) {
  std::vector<std::string> calls;
  for (const WrittenCall& call : format_named(format).read(turn))
    calls.push_back(call.error.empty() ? call.name + " " + call.arguments : "! " + call.error);
  return calls;
}

using Calls = std::vector<std::string>;

TEST(CallFormat, ReadsHermesCalls) {
  EXPECT_EQ(read("hermes",
                 "Let me look.\n<tool_call>\n{\"name\": \"a\", \"arguments\": {\"x\": 1}}"
                 "\n</tool_call>\n<tool_call>{\"name\":\"b\"}</tool_call>"),
            (Calls{"a {\"x\":1}", "b {}"}));
  EXPECT_EQ(read("hermes", "<tool_call>{\"name\": \"a\", \"arguments\": \"{\\\"x\\\": 1}\"}"),
            (Calls{"a {\"x\":1}"}));
  EXPECT_EQ(read("hermes", "no call"), Calls());
  EXPECT_EQ(read("hermes", "<tool_call>{\"name\": \"a\"</tool_call>"),
            (Calls{"! the call is not valid JSON"}));
  EXPECT_EQ(read("hermes", "<tool_call></tool_call>"), (Calls{"! the call is not valid JSON"}));
  EXPECT_EQ(read("hermes", "<tool_call>{\"arguments\": {}}</tool_call>"),
            (Calls{"! a call is a JSON object with a name and arguments"}));
  EXPECT_EQ(read("hermes", "<tool_call>{\"name\": \"a\", \"arguments\": \"x\"}</tool_call>"),
            (Calls{"! the arguments are not valid JSON"}));
}

TEST(CallFormat, IsNotDeceivedByThoughts) {
  const std::string thought = "<think>I could write <tool_call>{}</tool_call>.</think>\n";
  EXPECT_EQ(read("hermes", thought + "No."), Calls());
  EXPECT_EQ(read("hermes", thought + "<tool_call>{\"name\": \"a\"}</tool_call>"), (Calls{"a {}"}));
}

TEST(CallFormat, ReadsLlamaCalls) {
  EXPECT_EQ(read("llama", " {\"name\": \"a\", \"parameters\": {\"x\": 1}} "),
            (Calls{"a {\"x\":1}"}));
  EXPECT_EQ(read("llama", "<|python_tag|>{ \"name\": \"a\", \"arguments\": {}}"), (Calls{"a {}"}));
  EXPECT_EQ(read("llama", "<|python_tag|>print(1)"), (Calls{"! the call is not valid JSON"}));
  EXPECT_EQ(read("llama", "<|python_tag|>[{\"name\": \"a\"}, {\"name\": \"b\"}]"),
            (Calls{"! a turn has one call"}));
  EXPECT_EQ(read("llama", "The answer is {\"name\": \"a\"}"), Calls());
  EXPECT_EQ(read("llama", "{\"city\": \"Oslo\"}"), Calls());
}

TEST(CallFormat, ReadsMistralCalls) {
  EXPECT_EQ(read("mistral",
                 "[TOOL_CALLS] [{\"name\": \"a\", \"arguments\": {\"x\": 1}}, "
                 "{\"name\": \"b\", \"arguments\": {}, \"id\": \"123456789\"}]"),
            (Calls{"a {\"x\":1}", "b {}"}));
  EXPECT_EQ(read("mistral", "[TOOL_CALLS]"), (Calls{"! the call is not valid JSON"}));
  EXPECT_EQ(read("mistral", "[{\"name\": \"a\"}]"), Calls());
}

TEST(CallFormat, IsTheTemplates) {
  EXPECT_STREQ(format_of(templates::ChatTemplate()).name, "hermes");
  EXPECT_STREQ(format_of(template_of(kQwenLike)).name, "hermes");
  EXPECT_STREQ(format_of(template_of(kLlamaLike)).name, "llama");
  EXPECT_STREQ(format_of(template_of(kMistralLike)).name, "mistral");
  EXPECT_THROW(format_of(template_of("{% for m in messages %}{{ m.content }}{% endfor %}")), Error);
}

}  // namespace
}  // namespace dragoman::tools
