// Mixtures have the shares that were asked for, whoever interrupts them.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "corpus/corpus_for_tests.h"
#include "corpus/mixer.h"

namespace dragoman::corpus {
namespace {

// Rows of three languages with lengths as different as those of the writing systems.
void write_sources(int rows = 200) {
  for (const auto& [language, length] :
       std::map<std::string, size_t>{{"en", 120}, {"ja", 40}, {"zh", 30}}) {
    std::vector<Json> lines;
    for (int i = 0; i < rows; ++i)
      lines.push_back({{"text", std::string(length + static_cast<size_t>(i % 5),
                                            static_cast<char>('a' + i % 26))},
                       {"id", fmt::format("{}-{}", language, i)}});
    write_rows(language + ".jsonl", lines);
  }
}

std::string mixture(const std::string& phases,
                    const std::string& head = "decontaminate = false\n") {
  std::string text = head;
  for (const char* language : {"en", "ja", "zh"})
    text += fmt::format(
        "[[sources]]\nname = \"{0}\"\nlanguage = \"{0}\"\npaths = [\"{1}/{0}.jsonl\"]\n", language,
        test_folder().string());
  return write_text("mix.toml", text + phases);
}

std::vector<std::string> ids_in(const Path& path) {
  std::vector<std::string> ids;
  for (const Json& row : read_rows(path)) ids.push_back(row["id"]);
  return ids;
}

TEST(Mix, LanguagesHaveEqualSharesOfCharacters) {
  write_sources();
  const Json report = run("mix", {mixture("[[phases]]\nname = \"one\"\namount = 9000\n")});
  for (const auto& [language, amount] : report["phases"][0]["languages"].items())
    EXPECT_NEAR(amount.get<double>(), 3000.0, 125.0) << language;
  EXPECT_EQ(report["phases"][0]["sources"]["zh"]["finished_passes"], 0);
}

TEST(Mix, PhasesHaveWeightsOfTheirOwnAndGoOnInTheSources) {
  write_sources();
  run("mix", {mixture("[[phases]]\nname = \"one\"\namount = 30\n"
                      "[[phases]]\nname = \"two\"\namount = 40\n"
                      "languages = {en = 3, ja = 1}\n",
                      "decontaminate = false\nunit = \"rows\"\n")});
  std::map<std::string, int> one, two;
  std::set<std::string> all;
  for (const auto& id : ids_in(test_folder() / "out/one-00000.jsonl")) {
    ++one[id.substr(0, 2)];
    all.insert(id);
  }
  for (const auto& id : ids_in(test_folder() / "out/two-00000.jsonl")) {
    ++two[id.substr(0, 2)];
    all.insert(id);
  }
  EXPECT_EQ(one, (std::map<std::string, int>{{"en", 10}, {"ja", 10}, {"zh", 10}}));
  EXPECT_EQ(two, (std::map<std::string, int>{{"en", 30}, {"ja", 10}}));
  EXPECT_EQ(all.size(), 70U);  // nothing twice
}

TEST(Mix, PassesTakeEveryRowOnceAndThenAgainInAnotherOrder) {
  write_sources(20);
  const Json report = run("mix", {mixture("[[phases]]\nname = \"one\"\namount = 40\n"
                                          "languages = {en = 1}\n",
                                          "decontaminate = false\nunit = \"rows\"\n")});
  const auto ids = ids_in(test_folder() / "out/one-00000.jsonl");
  const std::vector<std::string> first(ids.begin(), ids.begin() + 20);
  const std::vector<std::string> second(ids.begin() + 20, ids.end());
  EXPECT_NE(first, second);
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), 20U);
  EXPECT_EQ(std::set<std::string>(second.begin(), second.end()).size(), 20U);
  EXPECT_EQ(report["phases"][0]["sources"]["en"]["finished_passes"], 1);
}

TEST(Mix, TooManyPassesAreAnError) {
  write_sources(20);
  const std::string message = error_of([&] {
    run("mix", {mixture("[[phases]]\nname = \"one\"\namount = 100\nlanguages = {en = 1}\n",
                        "decontaminate = false\nunit = \"rows\"\nmax_passes = 2\n")});
  });
  expect_contains(message, "source en is used up after 2 passes");
}

TEST(Mix, DecontaminatesUnlessToldNotTo) {
  write_sources(20);
  const std::string phase = "[[phases]]\nname = \"one\"\namount = 15\n";
  expect_contains(error_of([&] { run("mix", {mixture(phase, "unit = \"rows\"\n")}); }),
                  "name the test sets");
  const std::string dev = write_text("dev.txt", std::string(120, 'a') + "\n");
  const Json report =
      run("mix", {mixture(phase, "unit = \"rows\"\nevaluation_sets = [\"" + dev + "\"]\n")});
  EXPECT_EQ(report["removed"], (Json{{dev, 1}}));
}

// What a process does that was killed after some files: a new one begins from the state.
TEST(Mix, GoesOnExactlyFromItsState) {
  write_sources();
  const Mixture plan =
      load_mixture(mixture("[[phases]]\nname = \"one\"\namount = 20000\n"
                           "[[phases]]\nname = \"two\"\namount = 5000\n"));
  std::vector<std::vector<Shard>> shards;
  for (const auto& source : plan.sources) shards.push_back(find_shards(source.paths));
  const JobOptions options;
  const auto draw = [](Mixer& mixer, int most) {
    std::vector<std::string> rows;
    while (static_cast<int>(rows.size()) < most) {
      const PreparedRow* row = mixer.next();
      if (row != nullptr)
        rows.push_back(row->text);
      else if (!mixer.next_phase())
        break;
    }
    return rows;
  };
  Mixer whole(plan, shards, options);
  const auto all = draw(whole, 100000);
  for (const int before : {1, 100, 350, 480}) {
    Mixer first(plan, shards, options);
    auto rows = draw(first, before);
    Mixer second(plan, shards, options);
    second.go_to(parse_json(to_line(first.state()), "state"));
    for (auto& row : draw(second, 100000)) rows.push_back(std::move(row));
    EXPECT_EQ(rows, all) << before;
    EXPECT_EQ(second.report(), whole.report());
  }
}

TEST(Mix, MistakesAreNamed) {
  write_sources(5);
  const auto message = [&](const std::string& phases) {
    return error_of([&] { run("mix", {mixture(phases)}); });
  };
  expect_contains(message("[[phases]]\nname = \"a b\"\namount = 1\n"), "file names");
  expect_contains(message("[[phases]]\nname = \"a\"\namount = 1\nlanguages = {de = 1}\n"),
                  "\"de\"");
  expect_contains(message("[[phases]]\nname = \"a\"\namount = 1\nsources = {en=0, ja=0, zh=0}\n"),
                  "nothing to take");
  expect_contains(error_of([&] { run("mix", {"a.jsonl"}); }), "TOML");
}

}  // namespace
}  // namespace dragoman::corpus
