#include "templates/chat_template.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"

namespace dragoman::templates {
namespace {

const std::vector<Message> kTalk = {
    {"system", "Translate."}, {"user", " The lamp\nburns. "}, {"assistant", "Die Lampe brennt."}};

Path fresh_folder(const char* name) {
  const Path folder = Path(testing::TempDir()) / "dragoman_template" / name;
  std::filesystem::remove_all(folder);
  make_folder(folder);
  return folder;
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return error.what();
  }
  return "no error";
}

Conversation talk(const char* row) { return read_conversation(Json::parse(row), "row"); }

TEST(ChatTemplate, PutsEveryMessageBetweenItsRoleAndTheEnd) {
  EXPECT_EQ(ChatTemplate().render(kTalk, false),
            "<|system|>Translate.<|end|><|user|> The lamp\nburns. <|end|>"
            "<|assistant|>Die Lampe brennt.<|end|>");
  EXPECT_EQ(ChatTemplate().render({}, true), "<|assistant|>");
}

TEST(ChatTemplate, OursMarksWhatTheAssistantSays) {
  const Rendered rendered = ChatTemplate().render(conversation_of(kTalk, false));
  ASSERT_EQ(rendered.generated.size(), 1U);
  EXPECT_EQ(rendered.text.substr(rendered.generated[0].begin), "Die Lampe brennt.<|end|>");
  EXPECT_TRUE(ChatTemplate().marks_generation());
}

TEST(ChatTemplate, RefusesOtherRolesWithTheirPlace) {
  const std::vector<Message> other = {{"critic", "x"}};
  EXPECT_EQ(error_of([&] { ChatTemplate().render(other, false, "in.jsonl: line 4"); }),
            "in.jsonl: line 4: the role critic is none of system, user, assistant, tool");
}

TEST(ChatTemplate, TheSeparateFileWinsOverTheConfiguration) {
  const Path folder = fresh_folder("both");
  ChatTemplate().save(folder);
  write_file(folder / "tokenizer_config.json", R"({"chat_template": "{{ messages|length }}"})");
  EXPECT_EQ(ChatTemplate::load(folder).render(kTalk, true), ChatTemplate().render(kTalk, true));
  std::filesystem::remove(folder / "chat_template.jinja");
  EXPECT_EQ(ChatTemplate::load(folder).render(kTalk, true), "3");
}

TEST(ChatTemplate, ToolsChooseTheTemplateForTools) {
  const Path folder = fresh_folder("named");
  write_file(folder / "tokenizer_config.json", R"({"chat_template": [
      {"name": "default", "template": "plain"}, {"name": "tool_use", "template": "{{ tools }}"},
      {"name": "rag", "template": "{% nobody reads this %}"}]})");
  const ChatTemplate chat = ChatTemplate::load(folder);
  EXPECT_EQ(chat.render(kTalk, false), "plain");
  EXPECT_EQ(chat.render(talk(R"({"messages": [{}], "tools": [{"a": 1}]})")).text, "[{'a': 1}]");
  EXPECT_EQ(chat.render(talk(R"({"messages": [{}], "tools": []})")).text, "[]");
  const Path copy = fresh_folder("named_copy");
  chat.save(copy);
  EXPECT_EQ(ChatTemplate::load(copy).render(talk(R"({"messages": [{}], "tools": []})")).text, "[]");
}

TEST(ChatTemplate, OneWithoutADefaultIsRefused) {
  const Path folder = fresh_folder("no_default");
  write_file(folder / "tokenizer_config.json",
             R"({"chat_template": [{"name": "rag", "template": "x"}]})");
  EXPECT_EQ(error_of([&] { ChatTemplate::load(folder).render(kTalk, false, "row"); }),
            "row: the model has the chat templates rag, and none is the default");
}

TEST(ChatTemplate, SpecialTokensAreVariables) {
  const Path folder = fresh_folder("tokens");
  write_file(folder / "chat_template.jinja",
             "{{ bos_token }}{{ eos_token }}{{ pad_token is defined }}{{ enable_thinking }}");
  write_file(folder / "tokenizer_config.json",
             R"({"bos_token": {"content": "<s>", "lstrip": false}, "eos_token": "</s>",
                 "pad_token": null})");
  const ChatTemplate chat = ChatTemplate::load(folder);
  EXPECT_EQ(chat.render(kTalk, false), "<s></s>False");
  const auto row = R"({"messages": [{}],
                       "chat_template_kwargs": {"enable_thinking": false, "bos_token": "B"}})";
  EXPECT_EQ(chat.render(talk(row)).text, "B</s>FalseFalse");
}

TEST(ChatTemplate, ShowsMessagesAsTransformersDoes) {
  const Path folder = fresh_folder("messages");
  write_file(folder / "chat_template.jinja", "{{ messages }}{{ tools }}{{ documents }}");
  const auto row = R"({"messages": [
      {"role": "assistant", "content": null, "reasoning": "so", "tool_calls": [{"x": 1.0}]},
      {"role": "user", "content": [{"type": "text", "text": "é"}]}], "documents": [{"b": 1, "a": 2}]})";
  EXPECT_EQ(ChatTemplate::load(folder).render(talk(row)).text,
            "[{'thinking': 'so', 'role': 'assistant', 'reasoning': 'so', 'tool_calls': "
            "[{'x': 1.0}], 'reasoning_content': 'so'}, {'role': 'user', 'content': [{'type': "
            "'text', 'text': 'é'}]}]None[{'b': 1, 'a': 2}]");
}

TEST(ChatTemplate, NamesWhatIsWrongWithARow) {
  EXPECT_EQ(error_of([] { talk(R"({"messages": []})"); }),
            "row: \"messages\" must be a list of messages, at least one");
  EXPECT_EQ(error_of([] { talk(R"({"messages": [{}], "tools": {}})"); }),
            "row: tools must be a list");
  EXPECT_EQ(error_of([] { ChatTemplate().render(talk(R"({"messages": ["x"]})"), "row"); }),
            "row: messages holds \"x\", no object with role and content");
  const auto kwargs = R"({"messages": [{}], "chat_template_kwargs": {"tools": 1}})";
  EXPECT_EQ(error_of([&] { ChatTemplate().render(talk(kwargs), "row"); }),
            "row: chat_template_kwargs can't hold tools");
}

TEST(ChatTemplate, AMissingTemplateIsNamed) {
  const Path folder = fresh_folder("none");
  EXPECT_NE(error_of([&] { ChatTemplate::load(folder); }).find("no chat template"),
            std::string::npos);
  write_file(folder / "tokenizer_config.json", "{}");
  EXPECT_NE(error_of([&] { ChatTemplate::load(folder); }).find("tokenizer_config.json"),
            std::string::npos);
}

}  // namespace
}  // namespace dragoman::templates
