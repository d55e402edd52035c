#include "oracles/minimal_editor.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "metrics/alignment.h"
#include "metrics/edit_distance.h"

namespace dragoman::oracles {
namespace {

TEST(MinimalEditor, ReplacesWhatIsFarAndLeavesWhatIsNear) {
  EXPECT_EQ(edit_minimally("the hound walked to town", "the cat walks to town"),
            "the cat walked to town");
  EXPECT_EQ(edit_minimally("the dog sleeps", "the old dog sleeps"), "the old dog sleeps");
  EXPECT_EQ(edit_minimally("the old old dog", "the old dog"), "the old dog");
}

TEST(MinimalEditor, ThresholdSaysHowMuchStays) {
  const char* draft = "he walked";
  const char* target = "he walks";
  EXPECT_EQ(edit_minimally(draft, target, {.threshold = 0.5}), draft);
  EXPECT_EQ(edit_minimally(draft, target, {.threshold = 0.9}), target);
  EXPECT_EQ(edit_minimally("a b", "x y", {.threshold = 0.0}), "a b");
  EXPECT_EQ(edit_minimally("abcde f", "abcdx f", {.threshold = 1.0}), "abcdx f");
}

TEST(MinimalEditor, HandlesWhatIsEmpty) {
  EXPECT_EQ(edit_minimally("", ""), "");
  EXPECT_EQ(edit_minimally("", "the dog"), "the dog");
  EXPECT_EQ(edit_minimally("the dog", ""), "");
  EXPECT_EQ(edit_minimally("  ", ""), "  ");
}

TEST(MinimalEditor, KeepsTheTextOfDraftsThatAreRight) {
  for (const char* unit : {"word", "character"}) {
    for (const char* text : {"a  b\tc ", "der große Bär", "我爱你。", "\xff broken"})
      EXPECT_EQ(edit_minimally(text, text, {.unit = unit}), text);
  }
}

TEST(MinimalEditor, EditsCharactersWhereThereAreNoSpaces) {
  const MinimalEditConfig config{.unit = "character"};
  EXPECT_EQ(edit_minimally("我昨天去了北京。", "我昨天去了上海。", config), "我昨天去了上海。");
  EXPECT_EQ(edit_minimally("Straße", "Strasse", {.threshold = 0.0, .unit = "character"}), "Straße");
}

// Random texts over few words, so that alignments are often ambiguous.
TEST(MinimalEditor, ComesNearerAndIsDoneAtOnce) {
  Rng rng(3);
  const char* const words[] = {"kati", "katila", "mo", "mosu", "ä", "äö", "日本"};
  const auto draw = [&] {
    std::string text;
    for (uint64_t i = 0, count = rng.below(7); i < count; ++i)
      text.append(text.empty() ? "" : " ").append(words[rng.below(7)]);
    return text;
  };
  for (int i = 0; i < 2000; ++i) {
    const std::string draft = draw(), target = draw();
    const MinimalEditConfig config{.threshold = 0.1 * static_cast<double>(rng.below(11)),
                                   .unit = rng.below(2) == 0 ? "word" : "character"};
    const std::string edited = edit_minimally(draft, target, config);
    const auto distance = [&](const std::string& text) {
      return plain_edit_distance(metrics::split_units(text, config.unit),
                                 metrics::split_units(target, config.unit));
    };
    EXPECT_LE(distance(edited), distance(draft)) << draft << " / " << target << " / " << edited;
    EXPECT_EQ(edit_minimally(edited, target, config), edited) << draft << " / " << target;
    EXPECT_TRUE(config.threshold < 1.0 || edited == target) << edited << " / " << target;
  }
}

}  // namespace
}  // namespace dragoman::oracles
