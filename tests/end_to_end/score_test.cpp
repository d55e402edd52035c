// `dragoman score`: recorded output of sacreBLEU's command, and mistakes in one sentence.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "base/line_reader.h"
#include "metrics/signature.h"
#include "program.h"

namespace dragoman {
namespace {

void write_lines(const Path& path, const std::vector<std::string>& lines) {
  std::ofstream file(path, std::ios::binary);
  for (const std::string& line : lines) file << line << '\n';
}

// The version field is the one place where the outputs differ.
std::string with_their_version(std::string text) {
  const std::string ours(metrics::kSignatureVersion);
  for (size_t at = text.find(ours); at != text.npos; at = text.find(ours, at))
    text.replace(at, ours.size(), "2.6.0");
  return text;
}

TEST(Score, PrintsWhatSacrebleuPrints) {
  LineReader lines(Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/metrics/commands.jsonl");
  std::string line;
  lines.next(line);  // producer
  lines.next(line);
  const Path folder = fresh_folder("score");
  const Json files = parse_json(line, lines.where())["files"];
  for (const auto& [name, text] : files.items())
    write_lines(folder / name, text.get<std::vector<std::string>>());
  while (lines.next(line)) {
    const Json expected = parse_json(line, lines.where());
    std::string command =
        "cd " + folder.string() + "; $D score " + expected["arguments"].get<std::string>();
    if (expected["stdin"] != "") command += " < " + expected["stdin"].get<std::string>();
    const Outcome outcome = run_shell(command);
    EXPECT_EQ(outcome.exit_code, 0) << command << outcome.err;
    EXPECT_EQ(with_their_version(outcome.out), expected["output"].get<std::string>()) << command;
  }
}

// Plain files pass by in pieces of some thousand lines; standard input is read as a whole.
TEST(Score, IsTheSameInPiecesAsInOne) {
  const Path folder = fresh_folder("score_pieces");
  std::vector<std::string> hypotheses, references, others;
  for (int i = 0; i < 9001; ++i) {
    hypotheses.push_back("kano " + std::to_string(i) + " tola miru" + std::string(i % 3, '.'));
    references.push_back("kano tola " + std::to_string(i * 7 % 11) + " miru.");
    others.push_back(i % 2 == 0 ? "tola miru pen" : "");
  }
  write_lines(folder / "hyp", hypotheses);
  write_lines(folder / "ref", references);
  write_lines(folder / "other", others);
  for (const std::string options : {"-m bleu chrf ter", "-m chrf --chrf-word-order 2 -f text",
                                    "-m edit rouge-l --width 9 --threads 1"}) {
    const std::string command = "cd " + folder.string() + "; $D score ref other " + options;
    const Outcome pieces = run_shell(command + " -i hyp");
    const Outcome whole = run_shell(command + " < hyp");
    EXPECT_EQ(pieces.exit_code, 0) << pieces.err;
    EXPECT_EQ(pieces.out, whole.out);
  }
}

TEST(Score, TakesTheLastOfAnOptionThatIsGivenTwice) {
  const Path folder = fresh_folder("score_twice");
  write_lines(folder / "a", {"tola miru", "kesa"});
  write_lines(folder / "b", {"tola", "kesa"});
  const std::string command = "cd " + folder.string() + "; $D score a -b ";
  EXPECT_EQ(run_shell(command + "-i b -w 1 -w 3 -m chrf").out,
            run_shell(command + "-i b -w 3 -m chrf").out);
  EXPECT_NE(run_shell(command + "-i b -w 3 -m chrf").out, "");
}

class ScoreMistakes : public testing::Test {
 protected:
  void SetUp() override {
    write_lines(folder_ / "ref", {"tola miru", "kesa"});
    write_lines(folder_ / "hyp", {"tola", "kesa"});
    write_lines(folder_ / "short", {"tola"});
    write_lines(folder_ / "empty", {});
    write_lines(folder_ / "latin", {"tola", "kes\xe9"});
    write_lines(folder_ / "tabs", {"a\tb", "c"});
  }

  // The one sentence on stderr of a run that must end with 2 and print nothing.
  std::string mistake(const std::string& arguments) {
    const Outcome outcome = run_shell("cd " + folder_.string() + "; $D score " + arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    return outcome.err;
  }

  Path folder_ = fresh_folder("score_mistakes");
};

TEST_F(ScoreMistakes, OfFilesNameTheFileAndTheLine) {
  EXPECT_TRUE(contains(mistake("ref -i none"), "none: "));
  EXPECT_EQ(mistake("ref -i short"), "dragoman: short has 1 lines, but ref has 2\n");
  EXPECT_EQ(mistake("ref short -i hyp"), "dragoman: short has 1 lines, but ref has 2\n");
  EXPECT_EQ(mistake("ref -i empty"), "dragoman: empty is empty\n");
  EXPECT_TRUE(contains(mistake("ref -i latin"), "latin: line 2: not UTF-8"));
  EXPECT_TRUE(contains(mistake("tabs -nr 2 -i hyp"), "tabs: line 2: 2 tab-separated references"));
  EXPECT_TRUE(contains(mistake("ref < tabs"), "standard input: line 2: 2 tab-separated systems"));
}

TEST_F(ScoreMistakes, OfOptionsNameTheOption) {
  EXPECT_TRUE(contains(mistake("-i hyp"), "no reference file"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -m bluu"), "did you mean bleu?"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -tok 14a"), "--tokenize"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -l en-ja"), "--mecab-dictionary"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -l en"), "two languages"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -e klingon"), "klingon"));
  EXPECT_TRUE(contains(mistake("ref -i hyp --seed x"), "--seed"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -pbs"), "two systems"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -t wmt14 -l en-de"), "not both"));
  EXPECT_TRUE(contains(mistake("-t wmt14"), "language pair"));
  EXPECT_TRUE(contains(mistake("ref -i hyp --echo src"), "-t NAME"));
  EXPECT_TRUE(contains(mistake("--download wmt14"), "--download"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -sl -ci"), "single sentences"));
  EXPECT_TRUE(contains(mistake("ref -i hyp -m copy_rate"), "--src"));
  EXPECT_TRUE(contains(mistake("ref -i hyp hyp"), "hyp is given twice"));
}

TEST_F(ScoreMistakes, DoNotIncludeCompressedFilesAndFurtherMetrics) {
  const Outcome zipped =
      run_shell("cd " + folder_.string() +
                "; gzip -k hyp; $D score ref -i hyp.gz -b; $D score ref -i hyp -b");
  EXPECT_EQ(zipped.exit_code, 0);
  EXPECT_EQ(zipped.out.substr(0, zipped.out.size() / 2), zipped.out.substr(zipped.out.size() / 2));
  const Outcome more = run_shell("cd " + folder_.string() +
                                 "; $D score ref -i hyp --src hyp -b -m copy_rate edit repetition");
  EXPECT_EQ(more.out, "[\n100.0,\n38.5,\n0.0\n]\n");
}

TEST_F(ScoreMistakes, OfABatchNameTheLine) {
  write_lines(folder_ / "cases",
              {R"({"arguments": ["-m", "ter"], "references": [["a b"]], "hypotheses": ["a"]})",
               R"({"references": [["a"], ["b", "c"]], "hypotheses": ["a"]})"});
  const Outcome outcome = run_shell("cd " + folder_.string() + "; $D score --batch cases");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.out, R"("name":"TER","score":50.0,)")) << outcome.out;
  EXPECT_TRUE(contains(outcome.err, "cases: line 2: references must be")) << outcome.err;
  EXPECT_TRUE(contains(mistake("--batch ref"), "ref: line 1"));
}

TEST_F(ScoreMistakes, DoNotIncludeTestSetsOfTheCache) {
  std::filesystem::create_directories(folder_ / "cache/wmt30");
  write_lines(folder_ / "cache/wmt30/wmt30.en-de.src", {"one", "two"});
  write_lines(folder_ / "cache/wmt30/wmt30.en-de.ref", {"tola miru", "kesa"});
  write_lines(folder_ / "cache/wmt30/wmt30.en-de.origlang", {"en", "de"});
  const std::string program = "cd " + folder_.string() + "; export SACREBLEU=cache; $D score ";
  EXPECT_EQ(run_shell(program + "--list -t wmt30").out, "en-de: src, ref, origlang\n");
  const std::string set = program + "-t wmt30 -l en-de ";
  EXPECT_EQ(run_shell(set + "--echo src ref --origlang de").out, "two\tkesa\n");
  EXPECT_EQ(run_shell(set + "-i hyp -m ter -b").out, "33.3\n");
  EXPECT_EQ(run_shell(set + "-i hyp -m ter -b --origlang non-en").out, "0.0\n");
  EXPECT_TRUE(contains(run_shell(set + "-i hyp --origlang fi").err, "no sentence"));
  EXPECT_TRUE(contains(run_shell(set + "-i hyp --subset x").err, "domain"));
}

TEST_F(ScoreMistakes, DetailAddsScoresByLength) {
  const Outcome outcome = run_shell("cd " + folder_.string() + "; $D score ref -i hyp -m chrf -d");
  EXPECT_TRUE(contains(outcome.out, "length=[0, 10) : sentences=2      chrF2 = ")) << outcome.out;
}

}  // namespace
}  // namespace dragoman
