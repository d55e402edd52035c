// What every command promises: where results and talk go, exit codes, mistakes in one sentence.
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/version.h"
#include "program.h"

namespace dragoman {
namespace {

TEST(CommandLine, WithoutACommandSaysHowAndEndsWithTwo) {
  const Outcome outcome = run_program("");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(contains(outcome.err, "usage: dragoman COMMAND")) << outcome.err;
}

TEST(CommandLine, HelpAndVersionGoToStdout) {
  const Outcome help = run_program("--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  EXPECT_TRUE(contains(help.out, "\n  list ")) << help.out;
  EXPECT_EQ(run_program("--version").out, std::string("dragoman ") + kVersion + "\n");
  EXPECT_EQ(run_program("help list").out, run_program("list --help").out);
}

TEST(CommandLine, EveryCommandHasHelp) {
  const std::string names = "$($D list commands | tail -n +2 | awk '{print $1}')";
  const Outcome outcome = run_shell("for c in " + names +
                                    "; do $D $c --help | grep -q \"^Usage: dragoman $c\" "
                                    "|| echo $c; done");
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "");
}

TEST(CommandLine, AnUnknownCommandNamesTheNearest) {
  const Outcome outcome = run_program("lsit");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(outcome.err.starts_with("dragoman: unknown command lsit; did you mean list?"))
      << outcome.err;
}

TEST(CommandLine, AnUnknownOptionNamesTheNearest) {
  const Outcome outcome = run_program("explain --markdwon");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.err, "explain: unknown option --markdwon; did you mean --markdown?"))
      << outcome.err;
}

TEST(CommandLine, AKeyWithoutItsValueIsTold) {
  const Outcome outcome = run_program("train recipe.toml --output runs/mine");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.err, "unknown option --output; ")) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "or is it a key, --output=…?")) << outcome.err;
}

TEST(CommandLine, AnUnknownCatalogueNamesTheNearest) {
  const Outcome outcome = run_program("list algoritms");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.err, "did you mean algorithms?")) << outcome.err;
}

TEST(CommandLine, AFullDiskIsAFailure) {
  const Outcome outcome = run_shell("$D list > /dev/full");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(contains(outcome.err, "cannot write the results: No space left")) << outcome.err;
}

TEST(CommandLine, AReaderThatGoesAwayIsNoReasonToComplain) {
  const Outcome outcome =
      run_shell("for i in 1 2 3 4 5; do $D explain | head -1 > /dev/null; done");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
}

TEST(List, PrintsNamesAndSentencesWithoutColourInAPipe) {
  const Outcome outcome = run_program("list algorithms");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(outcome.out.starts_with("algorithms\n  ")) << outcome.out;
  EXPECT_FALSE(contains(outcome.out, "\x1b"));
}

TEST(List, NamesEveryCatalogueOnce) {
  const Outcome outcome = run_shell("$D list | grep '^[a-z]' | sort | uniq -d");
  EXPECT_EQ(outcome.out, "");
}

TEST(Explain, PrintsEveryOptionWithDefaultRangeAndHelp) {
  const Outcome outcome = run_program("explain algorithm.grpo");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(contains(outcome.out, "algorithm.grpo: ")) << outcome.out;
  EXPECT_TRUE(contains(outcome.out, "  epsilon  (number, default 0.2")) << outcome.out;
}

TEST(Explain, AnUnknownEntryNamesTheNearest) {
  const Outcome outcome = run_program("explain algorithm.gpro");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.err, "unknown algorithm gpro; did you mean grpo?")) << outcome.err;
}

TEST(Explain, MakesAReferencePage) {
  const Outcome outcome = run_program("explain --markdown");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(outcome.out.starts_with("# Catalogue\n")) << outcome.out;
  EXPECT_TRUE(contains(outcome.out, "\n### `grpo`\n"));
  EXPECT_TRUE(contains(outcome.out, "| option | type | default | allowed | meaning |"));
}

TEST(Bench, MeasuresTheUsersFilesAndSaysWhatIsWrong) {
  const Path folder = fresh_folder("bench");
  write_file(folder / "a", "tola miru\nkesa\n");
  write_file(folder / "b", "tola\n");
  const std::string command = "cd " + folder.string() + "; $D bench metrics --rounds 1 --json ";
  const Outcome measured = run_shell(command + "--references=a --hypotheses=a");
  EXPECT_EQ(measured.exit_code, 0) << measured.err;
  const Json json = parse_json(measured.out, "bench");
  EXPECT_GT(json["cases"].size(), 8U);
  for (const Json& one : json["cases"]) EXPECT_GT(one["median"].get<double>(), 0.0);
  const Outcome unequal = run_shell(command + "--references=a --hypotheses=b");
  EXPECT_EQ(unequal.exit_code, 2);
  EXPECT_TRUE(contains(unequal.err, "b has 1 lines, but a has 2")) << unequal.err;
  EXPECT_TRUE(contains(run_shell(command + "--references=a").err, "hypotheses"));
}

}  // namespace
}  // namespace dragoman
