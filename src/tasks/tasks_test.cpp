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
  for (const char* extraction : {"none", "boxed", "tag"}) {
    const auto task = task_of("extraction = \"" + std::string(extraction) + "\"");
    const std::string reply = task->answer(row(), reference);
    EXPECT_EQ(task->extract(row(), reply), reference) << extraction;
    EXPECT_EQ(task->extract(row(), ""), "") << extraction;
  }
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

}  // namespace
}  // namespace dragoman::tasks
