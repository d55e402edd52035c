#include "text/chat_template.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman::text {
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

TEST(ChatTemplate, PutsEveryMessageBetweenItsRoleAndTheEnd) {
  EXPECT_EQ(ChatTemplate().render(kTalk, false),
            "<|system|>Translate.<|end|><|user|> The lamp\nburns. <|end|>"
            "<|assistant|>Die Lampe brennt.<|end|>");
  EXPECT_EQ(ChatTemplate().render({}, true), "<|assistant|>");
}

TEST(ChatTemplate, ShorterConversationsArePrefixes) {
  const ChatTemplate chat;
  const std::string whole = chat.render(kTalk, false);
  for (size_t count = 0; count <= kTalk.size(); ++count)
    EXPECT_TRUE(whole.starts_with(chat.render(std::span(kTalk).first(count), false)));
  EXPECT_TRUE(whole.starts_with(chat.render(std::span(kTalk).first(2), true)));
}

TEST(ChatTemplate, RefusesOtherRolesWithTheirPlace) {
  const std::vector<Message> talk = {{"tool", "x"}};
  EXPECT_EQ(error_of([&] { ChatTemplate().render(talk, false, "in.jsonl: line 4"); }),
            "in.jsonl: line 4: the role tool is none of system, user, assistant");
}

TEST(ChatTemplate, ComesBackFromItsFolder) {
  const Path folder = fresh_folder("ours");
  ChatTemplate().save(folder);
  EXPECT_EQ(ChatTemplate::load(folder).render(kTalk, true), ChatTemplate().render(kTalk, true));
}

TEST(ChatTemplate, TheSeparateFileWinsOverTheConfiguration) {
  const Path folder = fresh_folder("both");
  ChatTemplate().save(folder);
  write_file(folder / "tokenizer_config.json", R"({"chat_template": "{{ other }}"})");
  EXPECT_NO_THROW(ChatTemplate::load(folder));
  std::filesystem::remove(folder / "chat_template.jinja");
  EXPECT_EQ(error_of([&] { ChatTemplate::load(folder); }),
            (folder / "tokenizer_config.json").string() + ": this template is not supported yet");
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
}  // namespace dragoman::text
