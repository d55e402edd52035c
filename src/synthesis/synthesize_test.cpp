// Whole runs with a scripted model.
#include "synthesis/synthesize.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/temporary_folder.h"
#include "synthesis/synthesis_for_tests.h"

namespace dragoman::synthesis {
namespace {

using oracles::Answer;
using oracles::Failure;
using Script = ScriptedModel::Script;

constexpr const char* kClean =
    R"({"contradiction": false, "hallucination": false, "no_result": false, "why": "-"})";
constexpr const char* kFine =
    R"({"correct": true, "fits_culture": true, "native_style": true, "why": "-"})";

// Writes "task N in many words" for the row "source N", and finds all of it good.
Answer good(const std::string& kind, const std::string& prompt) {
  if (kind == "critic") return said(kClean);
  if (kind == "reread") return said(kFine);
  if (kind == "answer") return said("Dies ist die Antwort auf die Frage " + prompt.substr(0, 7));
  const size_t begin = prompt.find("source ") + 7;
  return said("Aufgabe " + prompt.substr(begin, prompt.find('\n', begin) - begin));
}

SynthesisRecipe recipe_in(const Path& folder, int rows, const std::string& more = "") {
  std::string text;
  for (int i = 0; i < rows; ++i) text += "source " + std::to_string(i) + "\t" + "7\n";
  write_file(folder / "rows.tsv", text);
  auto recipe = config::read_text<SynthesisRecipe>(
      "[data]\npaths = [\"" + (folder / "rows.tsv").string() +
      "\"]\nsource_language = \"en\"\ntarget_language = \"de\"\n"
      "[generator]\nname = \"replay\"\nfile = \"none\"\n"
      "[synthesis]\ntarget_language = \"de\"\nmaker = \"rewrite\"\nwindow = 4\n" +
      more);
  return recipe;
}

constexpr const char* kTwoChecks = "[[check]]\nname = \"critic\"\n[[check]]\nname = \"reread\"\n";

Outcome run(const SynthesisRecipe& recipe, Script& script, const Path& folder) {
  Askers askers;
  askers.generator = std::make_unique<Asker>("generator", std::make_unique<ScriptedModel>(script),
                                             folder / "answers.sqlite");
  return run_items(recipe, std::move(askers), folder);
}

std::vector<Json> rows_of_file(const Path& file) {
  std::vector<Json> rows;
  for (const std::string& line : read_all_lines(file)) rows.push_back(Json::parse(line));
  return rows;
}

TEST(Synthesize, KeepsItemsInOrderWithTheirDerivation) {
  const TemporaryFolder folder("synthesis");
  Script script{good};
  const Outcome outcome = run(recipe_in(folder.path(), 10, kTwoChecks), script, folder.path());
  EXPECT_EQ(outcome.report.at("accepted"), 10);
  EXPECT_EQ(outcome.report.at("complete"), true);
  const auto rows = rows_of_file(folder.path() / "accepted.jsonl");
  ASSERT_EQ(rows.size(), 10U);
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].at("id"), "rewrite-creative-" + std::to_string(i));
    EXPECT_EQ(rows[i].at("messages").at(0).at("content"), "Aufgabe " + std::to_string(i));
    EXPECT_EQ(rows[i].at("messages").at(1).at("role"), "assistant");
    EXPECT_EQ(rows[i].at("derivation").size(), 4U);
    EXPECT_EQ(rows[i].at("spent").at("cost"), 2.0);
    EXPECT_EQ(rows[i].at("verdicts").at("critic").at(0).at("hallucination"), false);
  }
  EXPECT_EQ(outcome.report.at("spent").at("generator").at("draft").at("requests"), 10);
}

TEST(Synthesize, CountsRefusalsByStageAndSaysWhy) {
  const TemporaryFolder folder("synthesis");
  Script script{[](const std::string& kind, const std::string& prompt) {
    const bool third = prompt.find("Aufgabe 3") != prompt.npos;
    if (kind == "critic" && third)
      return said(
          R"({"contradiction": true, "hallucination": false, "no_result": false, "why": "both"})");
    if (kind == "draft" && prompt.find("source 5") != prompt.npos)
      return Answer::failed(Failure::kTimeout, "no answer in time");
    return good(kind, prompt);
  }};
  const Outcome outcome = run(recipe_in(folder.path(), 6, kTwoChecks), script, folder.path());
  const Json& stages = outcome.report.at("stages");
  EXPECT_EQ(stages.at("critic").at("items"), 5);
  EXPECT_EQ(stages.at("critic").at("reasons"), Json({{"contradiction", 1}}));
  EXPECT_EQ(stages.at("reread").at("items"), 4);
  EXPECT_EQ(outcome.report.at("failures"), Json({{"timeout", 1}}));
  const auto rejected = rows_of_file(folder.path() / "rejected.jsonl");
  ASSERT_EQ(rejected.size(), 2U);
  EXPECT_EQ(rejected[0].at("refused_by"), "critic");
  EXPECT_EQ(rejected[0].at("why"), "both");
  EXPECT_EQ(rejected[1].at("reason"), kUnanswered);
  EXPECT_EQ(rejected[1].at("why"), "timeout: no answer in time");
}

TEST(Synthesize, AsksNothingTwiceAndMakesTheSameFilesAgain) {
  const TemporaryFolder folder("synthesis");
  const SynthesisRecipe recipe = recipe_in(folder.path(), 9, kTwoChecks);
  Script first{good};
  run(recipe, first, folder.path());
  for (const auto& [prompt, times] : first.asked) EXPECT_EQ(times, 1) << prompt;
  const std::string accepted = read_file(folder.path() / "accepted.jsonl");
  const std::string report = read_file(folder.path() / "report.json");
  Script second{good};
  run(recipe, second, folder.path());
  EXPECT_TRUE(second.asked.empty());
  EXPECT_EQ(read_file(folder.path() / "accepted.jsonl"), accepted);
  EXPECT_EQ(read_file(folder.path() / "report.json"), report);
}

TEST(Synthesize, AsksAgainWhatFailedForNow) {
  const TemporaryFolder folder("synthesis");
  const SynthesisRecipe recipe = recipe_in(folder.path(), 4, kTwoChecks);
  Script dead{[](const std::string& kind, const std::string& prompt) {
    if (kind == "answer" && prompt.find("Aufgabe 1") != prompt.npos)
      return Answer::failed(Failure::kConnection, "refused");
    return good(kind, prompt);
  }};
  EXPECT_EQ(run(recipe, dead, folder.path()).report.at("accepted"), 3);
  Script well{good};
  EXPECT_EQ(run(recipe, well, folder.path()).report.at("accepted"), 4);
  EXPECT_EQ(well.asked.size(), 3U);  // its answer, critic and re-reading
}

TEST(Synthesize, StopsWhenTooManyItemsHaveNoAnswer) {
  const TemporaryFolder folder("synthesis");
  Script dead{[](const std::string& kind, const std::string& prompt) {
    return kind == "critic" ? said("I like it!") : good(kind, prompt);
  }};
  try {
    run(recipe_in(folder.path(), 40, kTwoChecks), dead, folder.path());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kFailure);
    EXPECT_NE(std::string(error.what()).find("4 of 4 items got no answer that could be used"),
              std::string::npos)
        << error.what();
    EXPECT_NE(std::string(error.what()).find("4 unreadable"), std::string::npos);
  }
  EXPECT_EQ(rows_of_file(folder.path() / "rejected.jsonl").size(), 4U);
}

TEST(Synthesize, AsksEachVoteOnItsOwn) {
  const TemporaryFolder folder("synthesis");
  Script script{good};
  run(recipe_in(folder.path(), 2, "[[check]]\nname = \"critic\"\nvotes = 3\n"), script,
      folder.path());
  EXPECT_EQ(script.asked.size(), 2U + 2U + 6U);
}

TEST(Synthesize, HoldsExamAnswersAgainstTheRowsOwn) {
  const TemporaryFolder folder("synthesis");
  Script script{[](const std::string& kind, const std::string& prompt) {
    if (kind == "draft") {
      EXPECT_EQ(prompt.find('7'), prompt.npos) << "the answer is not shown";
    }
    if (kind != "answer") return good(kind, prompt);
    return said(prompt.find("Aufgabe 2") != prompt.npos ? "Also\n8" : "Also\n7");
  }};
  const Outcome outcome =
      run(recipe_in(folder.path(), 4, "mode = \"exam\"\n[[check]]\nname = \"known_answer\"\n"),
          script, folder.path());
  EXPECT_EQ(outcome.report.at("stages").at("known_answer").at("reasons"),
            Json({{"wrong_result", 1}}));
}

TEST(Magpie, DrawsEveryInstructionFromTheSameBeginning) {
  const TemporaryFolder folder("synthesis");
  Script script{[](const std::string& kind, const std::string& prompt) {
    if (kind == "draft") {
      EXPECT_EQ(prompt, "<s>user: ");
      return said("Wie hoch ist der Berg?");
    }
    EXPECT_EQ(prompt, "Wie hoch ist der Berg?");
    return said("Hoch.");
  }};
  SynthesisRecipe recipe = recipe_in(folder.path(), 1, "[[check]]\nname = \"duplicate\"\n");
  recipe.synthesis.maker = config::preset(maker_catalog(), "magpie", {"prefix = \"<s>user: \""});
  recipe.synthesis.count = 6;
  const Outcome outcome = run(recipe, script, folder.path());
  EXPECT_EQ(outcome.report.at("accepted"), 1);
  EXPECT_EQ(outcome.report.at("stages").at("duplicate").at("reasons"), Json({{"duplicate", 5}}));
  EXPECT_EQ(script.asked.size(), 6U + 1U);  // each draft is a sample of its own
  EXPECT_EQ(script.raw, 6);
}

TEST(Magpie, GoesOnWithTheTemplateUpToTheUsersWords) {
  const TemporaryFolder folder("synthesis");
  write_file(folder.path() / "chat_template.jinja",
             "{% for m in messages %}<{{ m.role }}>{{ m.content }}</{{ m.role }}>{% endfor %}");
  write_file(folder.path() / "tokenizer_config.json", "{}");
  const auto maker = config::preset(maker_catalog(), "magpie",
                                    {"template_folder = \"" + folder.path().string() + "\"",
                                     "system = \"Du hilfst.\""})
                         .make({{}, "de", Rng(1)});
  EXPECT_EQ(maker->draft(3)->prompt, "<system>Du hilfst.</system><user>");
  EXPECT_EQ(maker->draft(3)->sample, 3);
}

TEST(SelfInstruct, ShowsSeedsAndWhatWasAccepted) {
  const TemporaryFolder folder("synthesis");
  int drafts = 0;
  int with_own = 0;
  std::set<std::string> prompts;
  Script script{[&](const std::string& kind, const std::string& prompt) {
    if (kind != "draft") return said("gut");
    prompts.insert(prompt);
    EXPECT_NE(prompt.find("\n\n8. "), prompt.npos) << prompt;
    EXPECT_EQ(prompt.find("\n\n9. "), prompt.npos);
    if (prompt.find("neu ") != prompt.npos) ++with_own;
    return said("neu " + std::to_string(drafts++));
  }};
  SynthesisRecipe recipe = recipe_in(folder.path(), 12, "[[check]]\nname = \"length\"\n");
  recipe.synthesis.maker = config::preset(maker_catalog(), "self_instruct");
  recipe.synthesis.count = 12;
  EXPECT_EQ(run(recipe, script, folder.path()).report.at("accepted"), 12);
  EXPECT_EQ(drafts, 12);
  EXPECT_EQ(with_own, 8);  // all but the first window
  EXPECT_EQ(prompts.size(), 12U);
}

}  // namespace
}  // namespace dragoman::synthesis
