// `dragoman score` with metrics that read more than references: entities, terms, documents.
#include <gtest/gtest.h>

#include "program.h"

namespace dragoman {
namespace {

class FurtherMetrics : public testing::Test {
 protected:
  void SetUp() override {
    put("ref", "tola miru\nkesa\n");
    put("hyp", "tola\nmiru kesa 12\n");
    put("src", "the cat 7\na dog 12\n");
    put("entities.jsonl",
        R"({"id": "Q1_0", "source": "the cat", "targets": [{"translation": "tola", "mention": "TOLA"}]})"
        "\n"
        R"({"id": "Q1_1", "source": "a dog", "targets": [{"translation": "kesa", "mention": "pima"}]})"
        "\n");
    put("predictions.jsonl", R"({"id": "Q1_1", "prediction": "Pima!"})"
                             "\n");
  }

  void put(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  Outcome score(const std::string& arguments) {
    return run_shell("cd " + folder_.string() + "; $D score " + arguments);
  }

  Path folder_ = fresh_folder("further_metrics");
};

TEST_F(FurtherMetrics, EntitiesMayStandForReferences) {
  EXPECT_EQ(score("ref --entities entities.jsonl -i hyp -m m-eta -b").out, "50.0\n");
  EXPECT_EQ(score("--entities entities.jsonl -i predictions.jsonl -m m-eta -b").out, "50.0\n");
  EXPECT_EQ(score("--entities entities.jsonl -i hyp -m chrf copy_rate -b").exit_code, 0);
}

TEST_F(FurtherMetrics, TermsOfAGlossaryAreFoundInTheSource) {
  put("terms.tsv", "cat\ttol\ndog\thund\n");
  EXPECT_EQ(score("ref -i hyp --src src --terms terms.tsv -m terminology -b").out, "50.0\n");
}

TEST_F(FurtherMetrics, DocumentsAreJoined) {
  put("documents", "a\na\n");
  EXPECT_EQ(score("ref -i hyp --documents documents -m doc-chrf --doc-chrf.char_order=1 -b").out,
            "96.8\n");
}

TEST_F(FurtherMetrics, OptionsAreGivenByMetric) {
  EXPECT_EQ(score("ref -i hyp --src src -m numbers -b").out, "66.7\n");
  EXPECT_EQ(score("ref -i hyp --src src -m numbers --numbers.min_digits=2 -b").out, "100.0\n");
}

TEST_F(FurtherMetrics, MistakesSayWhatIsMissing) {
  const auto says = [this](const std::string& arguments, const std::string& part) {
    const Outcome outcome = score(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(contains(outcome.err, part)) << outcome.err;
  };
  says("ref -i hyp -m m-eta", "--entities");
  says("ref -i hyp -m terminology", "--terms");
  says("ref -i hyp -m doc-chrf", "--documents");
  says("ref -i hyp -m numbers", "--src");
  says("ref -i hyp -m edit --edit.unt=word", "did you mean unit?");
  put("short", "a\n");
  says("ref -i hyp --documents short -m doc-chrf", "short has 1 lines, but ref has 2");
  put("terms.tsv", "cat tol\n");
  says("ref -i hyp --src src --terms terms.tsv -m terminology",
       "terms.tsv: line 1: must be a term");
}

}  // namespace
}  // namespace dragoman
