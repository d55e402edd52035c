// `tokenizer train`, `tokenize` and `template`, from text files to ids and back.
#include <gtest/gtest.h>

#include "program.h"

namespace dragoman {
namespace {

// A folder with a tokenizer trained on a few lines; made once.
const std::string& trained() {
  static const std::string model = [] {
    const Path folder = fresh_folder("tokenizer_commands");
    std::ofstream text(folder / "corpus.tsv");
    for (int i = 0; i < 200; ++i) text << "the old lamp burns\tdie alte Lampe brennt " << i << "\n";
    text.close();
    const std::string made = (folder / "model").string();
    const Outcome outcome = run_program("tokenizer train --vocab_size 280 --output " + made + " " +
                                        (folder / "corpus.tsv").string());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "280 tokens from 200 lines")) << outcome.out;
    return made;
  }();
  return model;
}

TEST(TokenizeCommand, ComesBackThroughDecode) {
  const Outcome outcome =
      run_shell("printf 'the lamp\\n\\nß 🙂<|end|>\\n' | $D tokenize --model " + trained() +
                " | $D tokenize --decode --model " + trained());
  EXPECT_EQ(outcome.out, "the lamp\n\nß 🙂<|end|>\n") << outcome.err;
}

TEST(TokenizeCommand, WritesIdsAndVocabularyStrings) {
  const Outcome outcome = run_shell(
      "printf '{\"text\": \"<|user|>!\\\\n\"}\\n' | $D tokenize --json --model " + trained());
  EXPECT_EQ(outcome.out, "{\"ids\":[2,5,203],\"tokens\":[\"<|user|>\",\"!\",\"Ċ\"]}\n")
      << outcome.err;
}

TEST(TokenizeCommand, CountsTheTokensOfEachLine) {
  EXPECT_EQ(
      run_shell("printf '<|end|><|end|>\\n\\nx\\n' | $D tokenize --count --model " + trained()).out,
      "2\n0\n1\n");
}

TEST(TokenizeCommand, DecodesJsonWithoutSpecialTokens) {
  EXPECT_EQ(run_shell("echo '{\"ids\": [2,5,4]}' | $D tokenize --decode --json "
                      "--skip_special_tokens=true --model " +
                      trained())
                .out,
            "{\"text\":\"!\"}\n");
}

TEST(TokenizeCommand, NamesTheLineThatIsWrong) {
  const Outcome bytes = run_shell("printf 'ok\\na\\xff\\n' | $D tokenize --model " + trained());
  EXPECT_EQ(bytes.exit_code, 2);
  EXPECT_TRUE(contains(bytes.err, "line 2: not UTF-8: byte 0xff at byte offset 1")) << bytes.err;
  const Outcome id = run_shell("echo '[300]' | $D tokenize --decode --model " + trained());
  EXPECT_EQ(id.exit_code, 2);
  EXPECT_TRUE(contains(id.err, "line 1: no token has the id 300")) << id.err;
}

TEST(TokenizerCommand, RefusesBadCorporaAndOptions) {
  const Path folder = fresh_folder("bad_corpus");
  std::ofstream(folder / "bad.txt") << "fine\nnot \xc3\n";
  const Outcome bytes = run_program("tokenizer train --output " + (folder / "m").string() + " " +
                                    (folder / "bad.txt").string());
  EXPECT_EQ(bytes.exit_code, 2);
  EXPECT_TRUE(contains(bytes.err, "bad.txt: line 2: not UTF-8: byte 0xc3 at byte offset 4"))
      << bytes.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "m"));
  const Outcome size = run_program("tokenizer train --vocab_size 3 --output x y");
  EXPECT_EQ(size.exit_code, 2);
  EXPECT_TRUE(contains(size.err, "--vocab_size: 3 must be in [256")) << size.err;
}

TEST(TemplateCommand, RendersAndRefuses) {
  const std::string talk = R"({"messages": [{"role": "user", "content": "!"}]})";
  EXPECT_EQ(
      run_shell("echo '" + talk + "' | $D template --add_generation_prompt --model " + trained())
          .out,
      "{\"text\":\"<|user|>!<|end|><|assistant|>\",\"ids\":[2,5,4,3]}\n");
  const Outcome role = run_shell(
      R"(echo '{"messages": [{"role": "x", "content": "!"}]}' | $D template --model )" + trained());
  EXPECT_EQ(role.exit_code, 2);
  EXPECT_TRUE(contains(role.err, "line 1: the role x is none of")) << role.err;
}

}  // namespace
}  // namespace dragoman
