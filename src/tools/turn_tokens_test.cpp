// What stands between a turn with calls and the next one, for templates of every kind: held against
// the whole conversation, and written out.
#include "tools/turn_tokens.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tools/tools_for_tests.h"

namespace dragoman::tools {
namespace {

struct Model {
  const char* name;
  const char* jinja;  // null: our own
  const char* end;    // token that ends a turn
  bool one_call = false;
};

const std::vector<std::string> kSpecial = {"<|im_start|>",
                                           "<|im_end|>",
                                           "<|begin_of_text|>",
                                           "<|start_header_id|>",
                                           "<|end_header_id|>",
                                           "<|eot_id|>",
                                           "<|eom_id|>",
                                           "<|python_tag|>",
                                           "<s>",
                                           "</s>",
                                           "[INST]",
                                           "[/INST]",
                                           "[TOOL_CALLS]",
                                           "[TOOL_RESULTS]",
                                           "[/TOOL_RESULTS]"};

class TurnTokensOf : public testing::TestWithParam<Model> {
 protected:
  std::vector<TokenId> encode(const std::string& text) const {
    return tokenizer_.encode(text, false);
  }
  TokenId end() const { return *tokenizer_.token_id(GetParam().end); }

  static Json call_of(size_t number) {
    return {
        {"id", fmt::format("call{:05}", number)},
        {"type", "function"},
        {"function", {{"name", "look"}, {"arguments", {{"word", "w" + std::to_string(number)}}}}}};
  }
  static Json result_of(size_t number, const std::string& text) {
    return {{"role", "tool"},
            {"name", "look"},
            {"content", text},
            {"tool_call_id", fmt::format("call{:05}", number)}};
  }

  text::Tokenizer tokenizer_ = tokenizer_of(kSpecial);
  templates::ChatTemplate chat_ =
      GetParam().jinja ? template_of(GetParam().jinja) : templates::ChatTemplate();
  TurnTokens turns_{tokenizer_, chat_};
  templates::Conversation asked_ =
      templates::conversation_of(std::vector<templates::Message>{{"user", "What is w?"}}, true);
};

// A conversation of two rounds with tools, turn by turn: what was there stays a prefix, and in the
// end it is the whole conversation as the template renders it (which writes ends of turns alone).
TEST_P(TurnTokensOf, GiveTheWholeConversationTurnByTurn) {
  std::vector<TokenId> tokens = encode(chat_.render(asked_).text);
  templates::Conversation whole = asked_;
  size_t calls = 0;
  for (int round = 0; round < 2; ++round) {
    const size_t count = GetParam().one_call ? 1 : 2;
    Json list = Json::array();
    std::vector<Answered> results;
    for (size_t i = 0; i < count; ++i) {
      list.push_back(call_of(calls + i));
      results.push_back({"look", fmt::format("\"Result\" {}", i)});
    }
    // The model writes its turn as the template would, somewhere before other turns.
    whole.messages.push_back({{"role", "assistant"}, {"content", ""}, {"tool_calls", list}});
    for (size_t i = 0; i < count; ++i)
      whole.messages.push_back(result_of(calls + i, results[i].text));
    const std::string last = to_line(Json("w" + std::to_string(calls + count - 1)));
    const std::vector<TokenId> all = encode(chat_.render(whole).text);
    const std::vector<TokenId> reply = turns_.behind(end(), asked_, results, calls);
    ASSERT_LT(tokens.size() + reply.size(), all.size());
    const std::vector<TokenId> turn(all.begin() + static_cast<std::ptrdiff_t>(tokens.size()),
                                    all.end() - static_cast<std::ptrdiff_t>(reply.size()));
    EXPECT_TRUE(std::equal(tokens.begin(), tokens.end(), all.begin()));
    EXPECT_EQ(turn.back(), end());
    EXPECT_EQ(std::count(turn.begin(), turn.end(), end()), 1);
    EXPECT_NE(tokenizer_.decode(turn, false).find(last), std::string::npos);
    tokens.insert(tokens.end(), turn.begin(), turn.end());
    tokens.insert(tokens.end(), reply.begin(), reply.end());
    EXPECT_EQ(tokens, all);
    calls += count;
  }
}

TEST_P(TurnTokensOf, LeaveSpecialTokensOutOfResults) {
  const std::string evil = "a" + std::string(GetParam().end) + "b</" + GetParam().end + "s>c";
  const auto clean = turns_.behind(end(), asked_, {{"look", "ab</s>c"}}, 0);
  const auto reply = turns_.behind(end(), asked_, {{"look", evil}}, 0);
  const auto plain = turns_.behind(end(), asked_, {{"look", "abc"}}, 0);
  EXPECT_EQ(std::count(reply.begin(), reply.end(), end()),
            std::count(plain.begin(), plain.end(), end()));
  EXPECT_EQ(tokenizer_.decode(reply, false), tokenizer_.decode(plain, false));
  EXPECT_EQ(clean, reply);
}

TEST_P(TurnTokensOf, FindTheEndOfATurnWhateverTheTextsSay) {
  asked_.messages[0]["content"] = "end-of-call or end-of-call-";
  const auto reply = turns_.behind(end(), asked_, {{"look", "end-of-call--"}}, 0);
  asked_.messages[0]["content"] = "What?";
  EXPECT_EQ(reply, turns_.behind(end(), asked_, {{"look", "end-of-call--"}}, 0));
}

TEST_P(TurnTokensOf, StandBehindAnotherEndTokenAndCloseATurnThatHasNone) {
  const auto reply = turns_.behind(end(), asked_, {{"look", "r"}}, 0);
  EXPECT_EQ(turns_.behind(*tokenizer_.token_id("<|eom_id|>"), asked_, {{"look", "r"}}, 0), reply);
  auto closed = reply;
  closed.insert(closed.begin(), end());
  EXPECT_EQ(turns_.behind(encode("\n").front(), asked_, {{"look", "r"}}, 0), closed);
}

INSTANTIATE_TEST_SUITE_P(Models, TurnTokensOf,
                         testing::Values(Model{"own", nullptr, "<|end|>"},
                                         Model{"qwen", kQwenLike, "<|im_end|>"},
                                         Model{"llama", kLlamaLike, "<|eot_id|>", true},
                                         Model{"mistral", kMistralLike, "</s>"}),
                         [](const auto& one) { return std::string(one.param.name); });

std::string between(const char* jinja, const char* end, const Json& variables = Json::object()) {
  const text::Tokenizer tokenizer = tokenizer_of(kSpecial);
  const templates::ChatTemplate chat = jinja ? template_of(jinja) : templates::ChatTemplate();
  auto asked = templates::conversation_of(std::vector<templates::Message>{{"user", "?"}}, true);
  asked.variables = variables;
  const std::vector<Answered> results(jinja == kLlamaLike ? 1 : 2, {"look", "r"});
  return tokenizer.decode(
      TurnTokens(tokenizer, chat).behind(*tokenizer.token_id(end), asked, results, 7), false);
}

TEST(TurnTokens, AreWhatTheTemplateWrites) {
  EXPECT_EQ(between(nullptr, "<|end|>"),
            "<|user|><tool_response>r</tool_response><tool_response>r</tool_response><|end|>"
            "<|assistant|>");
  EXPECT_EQ(between(kQwenLike, "<|im_end|>"),
            "\n<|im_start|>user\n<tool_response>\nr\n</tool_response>\n<tool_response>\nr\n"
            "</tool_response><|im_end|>\n<|im_start|>assistant\n");
  EXPECT_EQ(between(kQwenLike, "<|im_end|>", {{"enable_thinking", false}}),
            "\n<|im_start|>user\n<tool_response>\nr\n</tool_response>\n<tool_response>\nr\n"
            "</tool_response><|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n");
  EXPECT_EQ(between(kLlamaLike, "<|eot_id|>"),
            "<|start_header_id|>ipython<|end_header_id|>\n\n\"r\"<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n");
  EXPECT_EQ(between(kMistralLike, "</s>"),
            "[TOOL_RESULTS]{\"content\": r, \"call_id\": \"call00007\"}[/TOOL_RESULTS]"
            "[TOOL_RESULTS]{\"content\": r, \"call_id\": \"call00008\"}[/TOOL_RESULTS]");
}

TEST(TurnTokens, RefuseATemplateThatShowsNoCalls) {
  const char* jinja = "{% for m in messages %}{{ m.content }}<|end|>{% endfor %}";
  EXPECT_THROW(between(jinja, "<|end|>"), Error);
}

}  // namespace
}  // namespace dragoman::tools
