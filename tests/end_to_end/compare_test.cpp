// `dragoman compare`: two systems from files to a table, JSON and a page.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "program.h"

namespace dragoman {
namespace {

class Compare : public testing::Test {
 protected:
  void SetUp() override {
    std::string reference;
    std::string good;
    std::string poor;
    std::string documents;
    for (int i = 0; i < 40; ++i) {
      reference += fmt::format("tola miru {} kesa\n", i);
      good += fmt::format("tola miru {} {}\n", i, i % 5 == 0 ? "x" : "kesa");
      poor += fmt::format("tola {} x\n", i % 2 == 0 ? i : 0);
      documents += fmt::format("d{}\n", i / 8);
    }
    put("ref", reference);
    put("good.txt", good);
    put("poor.txt", poor);
    put("documents", documents);
  }

  void put(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  Outcome compare(const std::string& arguments) {
    return run_shell("cd " + folder_.string() + "; $D compare " + arguments);
  }

  Path folder_ = fresh_folder("compare");
};

TEST_F(Compare, SaysWhichSystemIsBetter) {
  const Outcome outcome = compare("ref -i poor.txt good.txt --samples 200 --format json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = parse_json(outcome.out, "stdout");
  ASSERT_EQ(json["metrics"].size(), 3U);
  for (const Json& metric : json["metrics"]) {
    EXPECT_EQ(metric["tests"][0]["better"], "good") << metric["name"];
    EXPECT_EQ(metric["tests"][0]["significant"], true) << metric["name"];
  }
  EXPECT_EQ(json["autorank_wmt25"], Json({2.0, 1.0}));
}

TEST_F(Compare, WritesAPage) {
  put("human", "poor 1\ngood 2\n");
  const Outcome outcome = compare(
      "ref -i poor.txt good.txt -m chrf --test randomization --samples 100 --documents documents "
      "--human human --html page.html --num-samples 3");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(contains(outcome.out, "paired approximate randomisation, 100 trials"));
  EXPECT_TRUE(contains(outcome.out, "good − poor"));
  const std::string page = read_file(folder_ / "page.html");
  EXPECT_TRUE(contains(page, "Agreement with people"));
  EXPECT_TRUE(contains(page, "by document"));
}

TEST_F(Compare, WarnsOfALeadThatTheJudgeDoesNotFollow) {
  std::string judged;
  std::string difficulties;
  for (int i = 0; i < 40; ++i) {
    judged += fmt::format("good {}\npoor {}\n", 50 + i % 7, 70 + i % 5);
    difficulties += i % 4 == 0 ? "hard\n" : "simple\n";
  }
  put("judged", judged);
  put("difficulties", difficulties);
  const std::string systems = "ref -i poor.txt good.txt -m chrf --samples 200 ";
  const Outcome outcome =
      compare(systems +
              "--judge taste=judged --rewarded chrf --difficulties difficulties --html page.html");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"WARNING: good leads poor by chrF2", "worse by taste -", "by difficulty",
                           "rewarded chrF2", "of witnesses"})
    EXPECT_TRUE(contains(outcome.out, part)) << outcome.out;
  EXPECT_TRUE(contains(read_file(folder_ / "page.html"), "good leads poor by chrF2"));
  EXPECT_FALSE(contains(compare(systems + "--judge taste=judged").out, "WARNING"));
}

TEST_F(Compare, MistakesSayWhatToDo) {
  const auto says = [this](const std::string& arguments, const std::string& part) {
    const Outcome outcome = compare(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_TRUE(contains(outcome.err, part)) << outcome.err;
  };
  says("ref -i good.txt", "two systems or more");
  says("-i good.txt poor.txt", "no reference file");
  says("ref -i good.txt poor.txt --names one", "1 names for 2 systems");
  says("ref -i good.txt poor.txt -m bluu", "did you mean bleu?");
  says("ref -i good.txt poor.txt -m numbers", "--src");
  put("short", "x\n");
  put("one", "y\n");
  says("short -i short one", "one sentence");
  says("ref -i good.txt good.txt", "dragoman: good.txt is given twice");
  says("ref -i good.txt poor.txt -l en-ja", "--tokenize");
  says("ref -i good.txt short", "short has 1 lines");
  says("ref -i good.txt poor.txt --domains short", "short has 1 lines");
  says("ref -i good.txt poor.txt --human short", "short: line 1");
  says("ref -i good.txt poor.txt --difficulties short", "short has 1 lines");
  says("ref -i good.txt poor.txt --rewarded comet", "comet, which is not measured here (bleu");
  says("ref -i good.txt poor.txt --judge short", "must be NAME=FILE");
  says("ref -i good.txt poor.txt --judge chrf=short", "a metric has this name");
  put("totals", "good 1\npoor 2\n");
  says("ref -i good.txt poor.txt --judge taste=totals", "one score a system");
  make_folder(folder_ / "run");
  says("-i run good.txt", "good.txt is no run folder");
  says("ref -i run run", "leave out the reference ref");
  says("-i run run", "no run folder (no metrics.jsonl");
}

}  // namespace
}  // namespace dragoman
