// The stages that look at one row after the other, and the folder that each of them makes.
#include <gtest/gtest.h>

#include <algorithm>

#include "corpus/corpus_for_tests.h"
#include "corpus/heuristics.h"
#include "corpus/quality_model.h"

namespace dragoman::corpus {
namespace {

Json converted(const std::string& format, const std::string& content,
               std::vector<std::string> more = {}) {
  more.push_back("--format=" + format);
  run("convert", {write_text("a.json", content)}, more);
  Json rows = Json::array();
  for (const Json& row : read_rows(test_folder() / "out/a.jsonl")) rows.push_back(row);
  return rows;
}

std::string said(const Json& row) {
  std::string text;
  for (const Json& turn : row["messages"])
    text += turn["role"].get<std::string>().substr(0, 1) + ":" +
            turn["content"].get<std::string>() + "|";
  return text;
}

TEST(Convert, Dolly) {
  const Json rows = converted(
      "dolly",
      R"({"instruction": "Who?", "context": "It was Ann.", "response": "Ann", "category": "qa"})",
      {"--language=eng_Latn", "--license=CC BY-SA 3.0"});
  EXPECT_EQ(said(rows[0]), "u:Who?\n\nIt was Ann.|a:Ann|");
  EXPECT_EQ(rows[0]["language"], "en");
  EXPECT_EQ(rows[0]["category"], "qa");
  EXPECT_EQ(rows[0]["id"], "a:1");
  EXPECT_EQ(rows[0]["provenance"]["license"], "CC BY-SA 3.0");
}

TEST(Convert, AlpacaAsOneArrayOverSeveralLines) {
  const Json rows = converted("alpaca",
                              "[\n {\n  \"instruction\": \"Say ]\\\"}\",\n  \"input\": \"\",\n"
                              "  \"output\": \"]\" },\n"
                              " {\"instruction\": \"b\", \"input\": \"c\", \"output\": \"d\",\n"
                              "  \"history\": [[\"x\", \"y\"]], \"system\": \"s\"}\n]\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(said(rows[0]), "u:Say ]\"}|a:]|");
  EXPECT_EQ(said(rows[1]), "s:s|u:x|a:y|u:b\n\nc|a:d|");
  EXPECT_EQ(rows[1]["id"], "a:6");
}

TEST(Convert, ShareGptLeavesOutAnswersToNothing) {
  const Json rows = converted("sharegpt",
                              R"([{"id": "k", "conversations": [{"from": "gpt", "value": "rest"},
          {"from": "human", "value": "hi"}, {"from": "gpt", "value": "ho"}]}])");
  EXPECT_EQ(said(rows[0]), "u:hi|a:ho|");
  EXPECT_EQ(rows[0]["id"], "k");
}

constexpr const char* kTree = R"({"message_tree_id": "t", "prompt": {"message_id": "p",
  "role": "prompter", "text": "q", "lang": "ja", "replies": [
   {"message_id": "worse", "role": "assistant", "text": "w", "lang": "ja", "rank": 1, "replies": []},
   {"message_id": "best", "role": "assistant", "text": "b", "lang": "ja", "rank": 0, "replies": [
     {"message_id": "f", "role": "prompter", "text": "more", "lang": "ja", "replies": [
       {"message_id": "deep", "role": "assistant", "text": "d", "lang": "ja", "replies": []}]}]},
   {"message_id": "gone", "role": "assistant", "text": "x", "lang": "ja", "deleted": true}]}})";

TEST(Convert, OasstTakesTheBestPathOrAll) {
  std::string line = kTree;
  std::replace(line.begin(), line.end(), '\n', ' ');
  const Json best = converted("oasst", line);
  ASSERT_EQ(best.size(), 1U);
  EXPECT_EQ(said(best[0]), "u:q|a:b|u:more|a:d|");
  EXPECT_EQ(best[0]["language"], "ja");
  std::filesystem::remove_all(test_folder() / "out");
  const Json all = converted("oasst", line, {"--all_paths=true"});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1]["id"], "worse");
}

TEST(Convert, TrlColumnsAndTexts) {
  const Json rows =
      converted("trl",
                "{\"prompt\": \"p\", \"completion\": \"c\"}\n"
                "{\"prompt\": [{\"role\": \"user\", \"content\": \"q\"}], \"rejected\": \"r\","
                " \"chosen\": [{\"role\": \"assistant\", \"content\": \"d\"}]}\n");
  EXPECT_EQ(said(rows[0]), "u:p|a:c|");
  EXPECT_EQ(said(rows[1]), "u:q|a:d|");
  std::filesystem::remove_all(test_folder() / "out");
  const Json texts = converted("text", "{\"content\": \"c\", \"id\": 7}\n");
  EXPECT_EQ(texts[0]["text"], "c");
  EXPECT_EQ(texts[0]["id"], "7");
}

TEST(Convert, AWrongFormatIsNamedWithItsLine) {
  const std::string message = error_of([] { converted("dolly", "{\"instruction\": \"a\"}\n"); });
  expect_contains(message, "a.json: line 1: \"response\" is missing");
  expect_contains(error_of([] { converted("doly", "{}\n"); }), "did you mean dolly?");
}

TEST(Identify, WritesLanguagesAndKeepsTheWanted) {
  const std::string german =
      "Der Leuchtturm stand schon lange leer, und niemand im Dorf wusste warum.";
  const std::string japanese = "灯台は長い間空っぽで、村の誰もその理由を知りませんでした。";
  const Json report = run("identify",
                          {write_rows("a.jsonl", {{{"text", german}, {"language", "de-AT"}},
                                                  {{"text", japanese}},
                                                  {{"text", "12 34"}}})},
                          {"--languages=de"});
  EXPECT_EQ(report["removed"], (Json{{"language ja", 1}, {"unknown", 1}}));
  const Json row = read_rows(test_folder() / "out/a.jsonl").at(0);
  EXPECT_EQ(row["language"], "de-AT");
  EXPECT_GT(row["language_score"], 0.9);
  expect_contains(
      error_of([] { run("identify", {test_folder() / "a.jsonl"}, {"--languages=xqz"}, "b"); }),
      "does not know");
}

TEST(Buckets, SortByLengthInCodePoints) {
  const Json report =
      run("buckets", {write_texts("a.jsonl", {"äö", "äöü", "12345"})}, {"--edges=[2, 4]"});
  EXPECT_EQ(report["parts"], (Json{{"over-4", 1}, {"up-to-2", 1}, {"up-to-4", 1}}));
  EXPECT_EQ(read_rows(test_folder() / "out/up-to-4/a.jsonl").at(0)["text"], "äöü");
  expect_contains(
      error_of([] { run("buckets", {test_folder() / "a.jsonl"}, {"--edges=[4, 2]"}, "b"); }),
      "must rise");
}

TEST(Heuristics, SeeWhatNobodyWroteToBeRead) {
  const auto reason = [](std::string_view text) -> std::string {
    const auto phrases = usual_boilerplate();
    const TextShape shape = shape_of(text, phrases);
    for (const Heuristic& heuristic : heuristics())
      if (!heuristic.accepts(shape, heuristic.limit)) return heuristic.name;
    return "";
  };
  EXPECT_EQ(reason("The keeper lit the lamp every evening, and every morning he put it out."), "");
  EXPECT_EQ(
      reason("灯台守は毎晩ランプに火をともし、毎朝それを消しました。誰も見ていませんでした。"), "");
  EXPECT_EQ(reason("Too short."), "min_characters");
  EXPECT_EQ(reason("2024 1290 8831 4410 call 5531 5512 now"), "min_letters");
  EXPECT_EQ(reason("order 66 of 12 by 43 and 17 in all 99 or so many"), "max_digits");
  EXPECT_EQ(reason("if (a <= b) { c = d | e; } else { a = #f; } return <x>"), "min_letters");
  EXPECT_EQ(reason("one line that repeats\none line that repeats\none line that repeats\n"),
            "max_repeated_lines");
  EXPECT_EQ(reason("Read the first part here...\nRead the second part here...\n"), "max_cut_lines");
  EXPECT_EQ(reason("Bitte lesen.\nAlle Rechte vorbehalten.\n"), "max_boilerplate");
}

TEST(Quality, RemovesByRuleWithItsMeasure) {
  const Json report =
      run("quality", {write_texts("a.jsonl", {"short", "A text that is long enough to stay."})},
          {"--min_characters=10"});
  EXPECT_EQ(report["removed"], (Json{{"min_characters", 1}}));
  EXPECT_EQ(read_rows(test_folder() / "out/removed/a.jsonl").at(0)["measured"], 5.0);
}

// Good texts use words that bad ones don't, with noise in both.
std::vector<std::string> drawn(uint64_t seed, int count, char own) {
  Rng rng(seed);
  std::vector<std::string> texts;
  for (int i = 0; i < count; ++i) {
    std::vector<std::string> words;
    for (int w = 0; w < 30; ++w)
      words.push_back(rng.below(4) == 0 ? fmt::format("{}{}", own, rng.below(40))
                                        : fmt::format("w{}", rng.below(200)));
    texts.push_back(joined(words));
  }
  return texts;
}

TEST(TrainQuality, LearnsToTellAndIsTheSameTwice) {
  const std::string good = write_texts("good.jsonl", drawn(1, 400, 'g'));
  const std::string bad = write_texts("bad.jsonl", drawn(2, 300, 'b'));
  const Json report = run("train_quality", {good}, {"--bad=" + bad}, "model");
  EXPECT_GE(report["held_out"]["accuracy"], 0.95);
  EXPECT_GE(report["held_out"]["auc"], 0.98);
  EXPECT_LE(report["held_out"]["calibration_error"], 0.1);
  run("train_quality", {good}, {"--bad=" + bad}, "again");
  const Path model = test_folder() / "model/quality.model";
  EXPECT_EQ(read_file(model), read_file(test_folder() / "again/quality.model"));
  auto mixed = drawn(3, 50, 'g');
  for (auto& text : drawn(4, 50, 'b')) mixed.push_back(text);
  const Json filtered = run("quality", {write_texts("mixed.jsonl", mixed)},
                            {"--model=" + model.string(), "--max_digits=1", "--min_letters=0"});
  EXPECT_NEAR(filtered["removed"]["classifier"].get<double>(), 50.0, 4.0);
  expect_contains(error_of([&] { QualityModel::load(good); }), "no quality model");
}

TEST(Job, GoesOnOnlyWithItsOwnWork) {
  const std::string path = write_texts("a.jsonl", {"a text that is long enough to stay here"});
  run("quality", {path});
  run("quality", {path});  // complete: nothing is done
  expect_contains(error_of([&] { run("quality", {path}, {"--min_characters=5"}); }),
                  "other options");
  expect_contains(error_of([&] { run("buckets", {path}); }), "other work");
  write_texts("a.jsonl", {"another text that is long enough to stay here"});
  expect_contains(error_of([&] { run("quality", {path}); }), "other inputs");
}

// A first try that came to nothing does not stand in the way of the next.
TEST(Job, AFolderWithoutResultsIsTakenOver) {
  const std::string path = write_text("a.jsonl", "{\"text\": \n");
  expect_contains(error_of([&] { run("quality", {path}); }), "line 1");
  write_texts("a.jsonl", {"a text that is long enough to stay here"});
  EXPECT_EQ(run("buckets", {path})["written"], 1);
}

TEST(Job, InputsMustHaveNamesOfTheirOwn) {
  make_folder(test_folder() / "x");
  make_folder(test_folder() / "y");
  const std::string a = write_texts("x/a.jsonl", {"one"});
  const std::string b = write_texts("y/a.jsonl", {"two"});
  expect_contains(error_of([&] { run("buckets", {a, b}); }), "would both become a");
  make_folder(test_folder() / "empty");
  expect_contains(error_of([&] { run("buckets", {(test_folder() / "empty").string()}); }),
                  "holds no .jsonl file");
}

TEST(Job, ReadsAndWritesCompressedFiles) {
  JobOptions options;
  options.inputs = {write_texts("a.jsonl", {"one", "two"})};
  options.output = test_folder() / "first";
  run_stage("buckets", options, {});
  options.inputs = {(test_folder() / "first/up-to-1024").string()};
  options.output = test_folder() / "second";
  run_stage("buckets", options, {});
  EXPECT_EQ(read_rows(test_folder() / "second/up-to-1024/a.jsonl.zst").size(), 2U);
  EXPECT_TRUE(read_rows(test_folder() / "second/removed/a.jsonl.zst").empty());
}

}  // namespace
}  // namespace dragoman::corpus
