// The oracle `program` with programs that answer out of order, die, hang and babble; and `replay`.
#include "oracles/program.h"

#include <gtest/gtest.h>

#include <csignal>

#include "base/error.h"
#include "config/recipe.h"
#include "oracles/open.h"
#include "oracles/questions_for_tests.h"

namespace dragoman::oracles {
namespace {

class ProgramTest : public testing::Test {
 protected:
  // A Python program whose body sees each question as `q` and answers with `say(...)`.
  ProgramOracleConfig program(const std::string& body) {
    const Path file = folder_.path() / "teacher.py";
    write_file(file,
               "import json, os, sys, time\n"
               "def say(q, **answer):\n"
               "    print(json.dumps({'id': q['id'], **answer}), flush=True)\n" +
                   body);
    ProgramOracleConfig config;
    config.program.command = {"python3", "-S", file.string()};
    config.program.timeout = 20.0;
    return config;
  }

  TemporaryFolder folder_{"program"};
};

constexpr const char* kMend =
    "for line in sys.stdin:\n"
    "    q = json.loads(line)\n"
    "    say(q, text=q['draft'] + ' mended')\n";

int right_answers(std::span<const Question> questions, std::span<const Answer> answers) {
  int right = 0;
  for (size_t i = 0; i < questions.size(); ++i) {
    if (!answers[i].usable()) continue;
    EXPECT_EQ(answers[i].text, questions[i].draft + " mended");
    right += 1;
  }
  return right;
}

TEST_F(ProgramTest, AnswersMoreQuestionsThanAPipeHolds) {
  Program oracle(program(kMend));
  const auto questions = drafts(3000);
  EXPECT_EQ(right_answers(questions, oracle.answer(questions)), 3000);
  EXPECT_EQ(right_answers(questions, oracle.answer(questions)), 3000);
}

TEST_F(ProgramTest, PairsAnswersByTheirNumbers) {
  Program oracle(
      program("print('ready')\n"
              "qs = [json.loads(sys.stdin.readline()) for _ in range(50)]\n"
              "print('{\"id\": 999999, \"text\": \"stray\"}')\n"
              "for q in reversed(qs):\n"
              "    say(q, text=q['draft'] + ' mended')\n"));
  const auto questions = drafts(50);
  EXPECT_EQ(right_answers(questions, oracle.answer(questions)), 50);
}

TEST_F(ProgramTest, IsToldTheWholeRow) {
  Program oracle(
      program("q = json.loads(sys.stdin.readline())\n"
              "say(q, text=' '.join([q['ask'], q['source_language'], "
              "q['target_language'], q['references'][0]]))\n"));
  EXPECT_EQ(oracle.answer(drafts(1)).at(0).text,
            "refine de en The old man walks through the snow.");
}

TEST_F(ProgramTest, IsStartedAgainWhenItDiesAndAnswersTheOthers) {
  Program oracle(
      program("for line in sys.stdin:\n"
              "    q = json.loads(line)\n"
              "    if q['draft'] == 'draft 3': os._exit(1)\n"
              "    say(q, text=q['draft'] + ' mended')\n"));
  const auto questions = drafts(10);
  const auto answers = oracle.answer(questions);
  EXPECT_EQ(right_answers(questions, answers), 9);
  EXPECT_EQ(answers[3].failure, Failure::kDied);
}

TEST_F(ProgramTest, IsStartedAgainWhenItFallsSilent) {
  auto config = program(
      "for line in sys.stdin:\n"
      "    q = json.loads(line)\n"
      "    if q['draft'] == 'draft 2': time.sleep(100)\n"
      "    say(q, text=q['draft'] + ' mended')\n");
  config.program.timeout = 1.5;
  Program oracle(config);
  const auto questions = drafts(5);
  const auto answers = oracle.answer(questions);
  EXPECT_EQ(right_answers(questions, answers), 4);
  EXPECT_EQ(answers[2].failure, Failure::kTimeout);
}

TEST_F(ProgramTest, IsGivenUpAfterSoManyDeaths) {
  auto config = program("os._exit(1)\n");
  config.program.max_restarts = 2;
  Program oracle(config);
  for (const Answer& answer : oracle.answer(drafts(10))) EXPECT_EQ(answer.failure, Failure::kDied);
  EXPECT_EQ(oracle.answer(drafts(1)).at(0).failure, Failure::kDied);
}

TEST_F(ProgramTest, MayRefuseAndMaySpeakNonsense) {
  Program oracle(
      program("for line in sys.stdin:\n"
              "    q = json.loads(line)\n"
              "    n = q['draft'][-1]\n"
              "    if n == '0': say(q, error='too hard')\n"
              "    elif n == '1': say(q, score=1)\n"
              "    elif n == '2': say(q, text=7)\n"
              "    else: say(q, text='')\n"));
  const auto answers = oracle.answer(drafts(4));
  EXPECT_EQ(answers[0].failure, Failure::kError);
  EXPECT_EQ(answers[0].why, "too hard");
  EXPECT_EQ(answers[1].failure, Failure::kMalformed);
  EXPECT_EQ(answers[2].failure, Failure::kMalformed);
  EXPECT_EQ(answers[3].failure, Failure::kEmpty);
}

TEST_F(ProgramTest, JudgesWithSpansInCharacters) {
  Program oracle(
      program("q = json.loads(sys.stdin.readline())\n"
              "say(q, score=0.5, spans=[[0, 5, -1.0], [6, 99, 1]])\n"));
  const Question question{Ask::kJudge, &row_for_tests(), "Größe zählt"};
  const Answer answer = oracle.answer({&question, 1}).at(0);
  EXPECT_EQ(answer.score, 0.5);
  EXPECT_EQ(answer.stretches, (std::vector<Stretch>{{0, 7, -1.0}, {8, 14, 1.0}}));
}

TEST_F(ProgramTest, ThatIsNotThereIsTheUsersError) {
  ProgramOracleConfig config;
  config.program.command = {"/no/such/teacher"};
  EXPECT_THROW(Program(config).answer(drafts(1)), Error);
}

TEST_F(ProgramTest, EndsWithItsOracle) {
  const auto config = program(
      "print(json.dumps({'id': 0, 'text': str(os.getpid())}), flush=True)\n"
      "time.sleep(100)\n");
  int pid = 0;
  {
    Program oracle(config);
    pid = std::stoi(oracle.answer(drafts(1)).at(0).text);
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST(Replay, AnswersFromAFileAndCountsWhatIsMissing) {
  const TemporaryFolder folder("replay");
  const Path file = folder.path() / "answers.jsonl";
  write_file(file,
             R"({"ask": "refine", "direction": "de-en", "source": "Der alte Mann geht durch den )"
             R"(Schnee.", "draft": "one", "text": "One."})"
             "\n"
             R"({"ask": "translate", "direction": "de-en", "source": "Der alte Mann geht durch )"
             R"(den Schnee.", "text": "The old man."})"
             "\n");
  const auto section =
      config::read_text<OracleSection>("name = \"replay\"\nfile = \"" + file.string() + "\"\n");
  const auto desk = open_desk(section, {});
  const auto answers = desk->collect(
      std::vector<Question>{refine("one"), {Ask::kTranslate, &row_for_tests(), ""}, refine("two")});
  EXPECT_EQ(answers[0].text, "One.");
  EXPECT_EQ(answers[1].text, "The old man.");
  EXPECT_EQ(answers[2].failure, Failure::kMissing);
}

}  // namespace
}  // namespace dragoman::oracles
