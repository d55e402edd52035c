// Planted copies of evaluation texts are found, and what is only alike is not.
#include <gtest/gtest.h>

#include "corpus/corpus_for_tests.h"
#include "corpus/evaluation_index.h"
#include "text/utf8.h"

namespace dragoman::corpus {
namespace {

// Letters of a script without blanks, from a range that is large enough to be like no other text.
std::string random_characters(Rng& rng, int count, char32_t first, uint64_t range) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text::append_utf8(text, first + static_cast<char32_t>(rng.below(range)));
  return text;
}

// One word in `every` is replaced, put in or left out.
std::vector<std::string> edited(Rng& rng, const std::vector<std::string>& words, size_t every) {
  std::vector<std::string> copy;
  const size_t offset = rng.below(every);
  for (size_t i = 0; i < words.size(); ++i) {
    const bool edit = i % every == offset;
    const uint64_t kind = rng.below(3);
    if (!edit || kind == 2) copy.push_back(words[i]);
    if (edit && kind > 0) copy.push_back(random_words(rng, 1)[0]);
  }
  return copy;
}

TEST(EvaluationIndex, FindsEditedCopiesWithinLongerTexts) {
  Rng rng(4);
  std::vector<std::vector<std::string>> items;
  std::string file;
  for (int i = 0; i < 300; ++i) {
    items.push_back(random_words(rng, 12 + static_cast<int>(rng.below(20))));
    file += joined(items.back()) + "\n";
  }
  const EvaluationIndex index({write_text("dev.txt", file)}, {});
  int found = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string text = joined(random_words(rng, 40)) + ". " +
                             joined(edited(rng, items[i], 7)) + ". " +
                             joined(random_words(rng, 40));
    const auto match = index.find(text);
    if (!match) continue;
    ++found;
    EXPECT_EQ(match->item, fmt::format("dev.txt:{}", i + 1));
    EXPECT_GE(match->coverage, 0.7);
  }
  EXPECT_GE(found, 291);  // 97 %
  for (int i = 0; i < 300; ++i) EXPECT_FALSE(index.find(joined(random_words(rng, 60))));
}

TEST(EvaluationIndex, FindsEditedCopiesInJapaneseAndChinese) {
  Rng rng(5);
  std::string file;
  std::vector<std::string> items;
  for (int i = 0; i < 200; ++i) {
    items.push_back(i % 2 == 0 ? random_characters(rng, 30, 0x4e00, 3000)
                               : random_characters(rng, 30, 0x3041, 80));
    file += items.back() + "\n";
  }
  const EvaluationIndex index({write_text("dev.txt", file)}, {});
  int found = 0;
  for (std::string item : items) {
    item.replace(3 * 8, 3, "語");  // a character replaced
    item.erase(3 * 20, 3);         // and one left out
    found += index.find(random_characters(rng, 50, 0x4e00, 3000) + item + "。") ? 1 : 0;
  }
  EXPECT_GE(found, 194);
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(index.find(random_characters(rng, 90, 0x3041, 80)));
}

TEST(EvaluationIndex, ShortItemsCountOnlyAsTheWholeText) {
  const EvaluationIndex index({write_text("dev.txt", "I do not know.\nYes!\n")}, {});
  EXPECT_TRUE(index.find("i do not know"));
  EXPECT_TRUE(index.find("yes"));
  EXPECT_FALSE(index.find("He said: I do not know where the old station of the town may be now."));
  EXPECT_FALSE(index.find("Yes, of course."));
  EXPECT_FALSE(index.find("I do not care."));
}

TEST(EvaluationIndex, FindsASentenceOfAParagraph) {
  Rng rng(6);
  const std::string sentence = "W" + joined(random_words(rng, 14)) + ". ";
  const std::string rest = "W" + joined(random_words(rng, 60)) + ".";
  const EvaluationIndex index({write_text("dev.txt", sentence + rest + "\n")}, {});
  EXPECT_TRUE(index.find(sentence));
}

// Half of an item's words within ordinary text is not a copy of it.
TEST(EvaluationIndex, LeavesWhatSharesOnlyHalf) {
  Rng rng(8);
  const auto words = random_words(rng, 20);
  const EvaluationIndex index({write_text("dev.txt", joined(words) + "\n")}, {});
  const std::vector<std::string> half(words.begin(), words.begin() + 10);
  EXPECT_FALSE(index.find(joined(half) + " " + joined(random_words(rng, 30))));
  EXPECT_TRUE(index.find(joined(words) + " " + joined(random_words(rng, 30))));
}

TEST(EvaluationIndex, LeavesPiecesThatAreStrewnOverALongText) {
  Rng rng(9);
  const auto words = random_words(rng, 18);
  const EvaluationIndex index({write_text("dev.txt", joined(words) + "\n")}, {});
  std::string text;
  for (size_t i = 0; i < words.size(); i += 3)
    text +=
        joined({words[i], words[i + 1], words[i + 2]}) + " " + joined(random_words(rng, 20)) + " ";
  EXPECT_FALSE(index.find(text));
}

TEST(Decontaminate, SaysWhatWentAndWhy) {
  const std::string item = "the seventh keeper of the northern lighthouse wrote letters to nobody";
  const std::string dev = write_text("dev.tsv", item + "\tder siebte Wärter schrieb Briefe\n");
  const std::string corpus = write_rows(
      "a.jsonl", {{{"text", "Something else entirely, which nobody has tested."}, {"id", "kept"}},
                  {{"messages",
                    {{{"role", "user"}, {"content", "Translate."}},
                     {{"role", "assistant"}, {"content", "Well: " + item + ", and so on."}}}},
                   {"id", "caught"}}});
  const Json report = run("decontaminate", {corpus}, {"--evaluation_sets=" + dev});
  EXPECT_EQ(report["removed"], (Json{{dev, 1}}));
  EXPECT_EQ(report["examples"], (Json{{dev, {"caught"}}}));
  const Json note = read_rows(test_folder() / "out/removed/a.jsonl").at(0);
  EXPECT_EQ(note["item"], "dev.tsv:1");
  EXPECT_EQ(note["coverage"], 1.0);
  EXPECT_EQ(read_rows(test_folder() / "out/a.jsonl").at(0)["id"], "kept");
}

TEST(Decontaminate, NeedsAnEvaluationSet) {
  const std::string corpus = write_texts("a.jsonl", {"one"});
  expect_contains(error_of([&] { run("decontaminate", {corpus}); }), "evaluation_sets");
}

}  // namespace
}  // namespace dragoman::corpus
