#include <gtest/gtest.h>

#include "base/error.h"
#include "config/recipe.h"
#include "tasks/catalog.h"
#include "tasks/extraction.h"

namespace dragoman::tasks {
namespace {

struct Recipe {
  config::Part<Task> task{"translation"};
  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", task, "which task", catalog());
  }
};

std::unique_ptr<Task> task_of(const std::string& toml) {
  return config::read_text<Recipe>("name = \"translation\"\n" + toml).task.make();
}

std::string error_of(const std::string& toml) {
  try {
    task_of(toml);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

data::Row row() {
  data::Row row;
  row.source = "The {source} sleeps.";
  row.source_language = "en";
  row.target_language = "qaa";
  row.domain = "news";
  row.metadata["name:qaa"] = "Kalumen";
  return row;
}

TEST(Translation, AsksWithTheSourceAloneByDefault) {
  const auto messages = catalog().make("translation")->ask(row());
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].role, "user");
  EXPECT_EQ(messages[0].content, "The {source} sleeps.");  // filled texts are not filled again
}

TEST(Translation, FillsEveryPlaceAndKeepsOtherBraces) {
  const auto task = task_of(R"(
    prompt_template = "{source_language}>{target_language} {source_code}-{target_code} {domain} \\boxed{} {{x}} {source}"
    system_template = "You speak {target_language}."
    language_names = {en = "English"}
  )");
  const auto messages = task->ask(row());
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].role, "system");
  EXPECT_EQ(messages[0].content, "You speak Kalumen.");
  EXPECT_EQ(messages[1].content, "English>Kalumen en-qaa news \\boxed{} {x} The {source} sleeps.");
}

TEST(Translation, NamesLanguagesByRecipeThenDataThenInEnglish) {
  const std::string prompt = "prompt_template = \"{source_language} {target_language} {source}\"\n";
  EXPECT_TRUE(task_of(prompt)->ask(row())[0].content.starts_with("English Kalumen "));
  EXPECT_TRUE(task_of(prompt + "language_names = {qaa = \"Qa\"}")
                  ->ask(row())[0]
                  .content.starts_with("English Qa "));
}

TEST(Translation, AnswersAreExtractedAgain) {
  const std::string reference = "a {b} \\c <d>.";
  for (const char* extraction : {"none", "last_line", "boxed", "tag"}) {
    const auto task = task_of("extraction = \"" + std::string(extraction) + "\"");
    const std::string reply = task->answer(row(), reference);
    EXPECT_EQ(task->extract(row(), reply), reference) << extraction;
    EXPECT_EQ(task->extract(row(), ""), "") << extraction;
  }
}

TEST(Translation, TakesTheLastLineOfAnArgument) {
  const auto task = task_of("extraction = \"last_line\"");
  EXPECT_EQ(task->extract(row(), "The dog saw it.\n\n yes \n\n"), "yes");
  EXPECT_EQ(task->extract(row(), "yes"), "yes");
  EXPECT_EQ(task->extract(row(), " \n"), "");
}

// A call, its result and the answer, of which the assistant's are learned.
TEST(Translation, LearnsACompletionOfMessages) {
  data::Row asked = row();
  asked.references = {"yes"};
  const auto task = catalog().make("translation");
  EXPECT_EQ(std::get<Dialogue>(task->lessons(asked).at(0)).conversation.messages.size(), 2u);
  asked.metadata["completion"] =
      R"([{"role": "assistant", "content": ""}, {"role": "tool", "content": "?"},
          {"role": "assistant", "content": "yes"}])";
  const auto lessons = task->lessons(asked);
  ASSERT_EQ(lessons.size(), 1u);
  const auto& dialogue = std::get<Dialogue>(lessons[0]);
  EXPECT_EQ(dialogue.conversation.messages.size(), 4u);
  EXPECT_EQ(dialogue.first, 1u);
}

TEST(Translation, NamesWhatATemplateGotWrong) {
  EXPECT_NE(error_of("prompt_template = \"{sorce}\"").find("source"), std::string::npos);
  EXPECT_NE(error_of("prompt_template = \"no place\"").find("has no {source}"), std::string::npos);
  EXPECT_NE(error_of("extraction = \"tag\"\ntag = \"a b\"").find("tag"), std::string::npos);
}

TEST(Extraction, TakesTheLastClosedBox) {
  EXPECT_EQ(extract_boxed("\\boxed{a} then \\boxed{ b {c} } end"), "b {c}");
  EXPECT_EQ(extract_boxed("\\boxed{a} then \\boxed{b"), "a");
  EXPECT_EQ(extract_boxed("\\boxed{b"), "");
  EXPECT_EQ(extract_boxed("none"), "");
}

TEST(Extraction, TakesTheLastClosedTag) {
  EXPECT_EQ(extract_tagged("<t>a</t> <t> b </t> <t>c", "t"), "b");
  EXPECT_EQ(extract_tagged("<t>a", "t"), "");
  EXPECT_EQ(extract_tagged("a</t>", "t"), "");
}

// A row as the reader of JSONL makes it.
data::Row given(std::map<std::string, std::string> metadata,
                std::vector<std::string> references = {}) {
  data::Row row;
  row.source = "two?";
  row.id = "rows.jsonl:1";
  row.references = std::move(references);
  row.metadata = std::move(metadata);
  return row;
}

constexpr const char* kTurns =
    R"([{"role": "user", "content": "one?"}, {"role": "assistant", "content": "eins"},
        {"role": "user", "content": "two?"}, {"role": "assistant", "content": "zwei"},
        {"role": "user", "content": "so?"}])";

TEST(Conversation, TeachesEveryAnswerAndAsksForTheLast) {
  const auto task = catalog().make("conversation");
  const data::Row row = given({{"messages", kTurns},
                               {"tools", R"([{"name": "add"}])"},
                               {"chat_template_kwargs", R"({"enable_thinking": false})"}},
                              {"zwei"});
  const auto lessons = task->lessons(row);
  ASSERT_EQ(lessons.size(), 1u);
  const auto& dialogue = std::get<Dialogue>(lessons[0]);
  EXPECT_EQ(dialogue.first, 0u);
  EXPECT_EQ(dialogue.conversation.messages.size(), 5u);
  EXPECT_EQ(dialogue.conversation.tools[0]["name"], "add");
  const auto prompt = std::get<templates::Conversation>(task->prompt(row));
  EXPECT_EQ(prompt.messages.size(), 3u);
  EXPECT_TRUE(prompt.add_generation_prompt);
  EXPECT_EQ(prompt.variables["enable_thinking"], false);
  EXPECT_EQ(task->ask(row).back().content, "two?");
}

TEST(Conversation, ShowsAPromptAndTeachesItsCompletion) {
  const auto task = catalog().make("conversation");
  const auto lessons = task->lessons(
      given({{"prompt", kTurns}, {"completion", R"([{"role": "assistant", "content": "ja"}])"}}));
  EXPECT_EQ(std::get<Dialogue>(lessons[0]).first, 5u);
  const auto prompt = std::get<templates::Conversation>(task->prompt(given({{"prompt", kTurns}})));
  EXPECT_EQ(prompt.messages.size(), 5u);
  const auto answered = task->lessons(given({{"prompt", kTurns}}, {"ja", "doch"}));
  ASSERT_EQ(answered.size(), 2u);
  EXPECT_EQ(std::get<Dialogue>(answered[1]).conversation.messages[5]["content"], "doch");
}

TEST(Conversation, TakesTextAsItIs) {
  const auto task = catalog().make("conversation");
  const auto pair = std::get<Passage>(task->lessons(given({}, {" zwei"}))[0]);
  EXPECT_EQ(pair.given + "|" + pair.written, "two?| zwei");
  const auto text = std::get<Passage>(task->lessons(given({}))[0]);
  EXPECT_EQ(text.given + "|" + text.written, "|two?");
  EXPECT_EQ(std::get<std::string>(task->prompt(given({}))), "two?");
}

TEST(Conversation, NamesTheRowOfWhatIsNoConversation) {
  const auto task = catalog().make("conversation");
  for (const auto& [column, value] : {std::pair{"messages", "[]"}, std::pair{"tools", "{}"}}) {
    try {
      task->lessons(given({{"prompt", kTurns}, {column, value}}));
      FAIL() << column;
    } catch (const Error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("rows.jsonl:1: "));
      EXPECT_NE(std::string(error.what()).find(column), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace dragoman::tasks
