#include "worlds/teacher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "worlds/agglutinative.h"
#include "worlds/rows.h"

namespace dragoman::worlds {
namespace {

using Words = std::vector<std::string>;

AgglutinativeConfig free_world(int64_t seed) {
  AgglutinativeConfig config;
  config.seed = seed;
  config.synonymy = config.source_synonymy = config.source_order_freedom = 0.5;
  config.sentences.relative_clause = 0.2;
  config.sentences.possessor = 0.2;
  config.sentences.numeral = 0.2;
  config.entities = 200;
  return config;
}

std::string text_of(const Words& words) {
  std::string text;
  for (const std::string& each : words)
    text += (text.empty() || each == "." || each == "?" ? "" : " ") + each;
  return text;
}

// Any sequence of the tree, drawn at random.
void draw(const Wording& wording, Rng& rng, Words& said) {
  switch (wording.kind) {
    case Wording::Kind::kWord:
      said.push_back(wording.words[rng.below(wording.words.size())]);
      break;
    case Wording::Kind::kSequence:
      for (const Wording& part : wording.parts) draw(part, rng, said);
      break;
    case Wording::Kind::kChoice:
      draw(wording.parts[rng.below(wording.parts.size())], rng, said);
      break;
    case Wording::Kind::kAnyOrder: {
      std::vector<const Wording*> parts;
      for (const Wording& part : wording.parts) parts.push_back(&part);
      rng.shuffle(parts);
      for (const Wording* part : parts) draw(*part, rng, said);
    }
  }
}

// All sequences of the tree.
std::vector<Words> enumerate(const Wording& wording) {
  std::vector<Words> all;
  const auto followed = [](const std::vector<Words>& before, const std::vector<Words>& after) {
    std::vector<Words> joined;
    for (const Words& first : before) {
      for (const Words& second : after) {
        joined.push_back(first);
        joined.back().insert(joined.back().end(), second.begin(), second.end());
      }
    }
    return joined;
  };
  const auto add = [&all](std::vector<Words> more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  switch (wording.kind) {
    case Wording::Kind::kWord:
      for (const std::string& each : wording.words) all.push_back({each});
      return all;
    case Wording::Kind::kChoice:
      for (const Wording& part : wording.parts) add(enumerate(part));
      return all;
    case Wording::Kind::kSequence:
      all = {{}};
      for (const Wording& part : wording.parts) all = followed(all, enumerate(part));
      return all;
    case Wording::Kind::kAnyOrder: {
      std::vector<size_t> order(wording.parts.size());
      std::iota(order.begin(), order.end(), size_t{0});
      do {
        std::vector<Words> way = {{}};
        for (const size_t part : order) way = followed(way, enumerate(wording.parts[part]));
        add(std::move(way));
      } while (std::next_permutation(order.begin(), order.end()));
    }
  }
  return all;
}

int64_t distance(const Words& a, const Words& b) {
  std::vector<std::vector<int64_t>> cost(a.size() + 1, std::vector<int64_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      int64_t best = i + j == 0 ? 0 : 1 << 20;
      if (i > 0) best = std::min(best, cost[i - 1][j] + 1);
      if (j > 0) best = std::min(best, cost[i][j - 1] + 1);
      if (i > 0 && j > 0)
        best = std::min(best, cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
      cost[i][j] = best;
    }
  }
  return cost[a.size()][b.size()];
}

int64_t edits(const std::vector<WordStep>& steps) {
  return std::count_if(steps.begin(), steps.end(),
                       [](const WordStep& step) { return !step.kept(); });
}

// Some words dropped, doubled, swapped or exchanged.
Words damaged(Words words, Rng& rng) {
  for (uint64_t i = 0, count = 1 + rng.below(3); i < count && words.size() > 1; ++i) {
    const size_t at = rng.below(words.size() - 1);
    switch (rng.below(4)) {
      case 0: words.erase(words.begin() + static_cast<std::ptrdiff_t>(at)); break;
      case 1: words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), "stray"); break;
      case 2: std::swap(words[at], words[at + 1]); break;
      default: words[at] += "x";
    }
  }
  return words;
}

TEST(Wordings, HoldEveryRenderingAndNothingThatMeansSomethingElse) {
  for (int64_t seed = 1; seed <= 3; ++seed) {
    const Agglutinative world(free_world(seed));
    Rng rng = Rng(5).derive("wordings", seed);
    for (int i = 0; i < 500; ++i) {
      const Meaning meaning = world.sample(rng);
      for (const Language& language : world.languages()) {
        const Wording wording = world.wordings(meaning, language.code);
        Words drawn;
        draw(wording, rng, drawn);
        ASSERT_EQ(world.parse(text_of(drawn), language.code), meaning) << text_of(drawn);
        const std::string text = world.render(meaning, language.code, rng);
        Words words = {""};
        for (const char c : text.substr(0, text.size() - 1)) {
          if (c == ' ')
            words.emplace_back();
          else
            words.back() += c;
        }
        words.push_back(text.substr(text.size() - 1));
        ASSERT_EQ(edits(nearest(wording, words)), 0) << text;
      }
    }
  }
}

TEST(Nearest, IsAsNearAsTheNearestOfAll) {
  const Agglutinative world(free_world(4));
  Rng rng(6);
  int compared = 0;
  for (int i = 0; compared < 150; ++i) {
    const Meaning meaning = world.sample(rng);
    const std::string& language = world.languages()[rng.below(2)].code;
    const Wording wording = world.wordings(meaning, language);
    if (meaning.second || meaning.first.place) continue;  // their sequences are too many to list
    const auto all = enumerate(wording);
    const Words draft = damaged(all[rng.below(all.size())], rng);
    const auto steps = nearest(wording, draft);
    Words before, after;
    for (const WordStep& step : steps) {
      if (!step.before.empty()) before.push_back(step.before);
      if (!step.after.empty()) after.push_back(step.after);
    }
    EXPECT_EQ(before, draft);
    EXPECT_NE(std::find(all.begin(), all.end(), after), all.end());
    int64_t least = 1 << 20;
    for (const Words& each : all) least = std::min(least, distance(draft, each));
    EXPECT_EQ(edits(steps), least) << text_of(draft);
    ++compared;
  }
}

TEST(Nearest, PrefersTheWordThatNeedsFewerCharacters) {
  const Wording wording = sequence({any_word({"hound", "doggies"}), word(".")});
  const auto steps = nearest(wording, Words{"doggie", "."});
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].after, "doggies");
}

class TeacherTest : public ::testing::Test {
 protected:
  TeacherTest() : world_(free_world(3)) {
    RowRequest request{.count = 400, .directions = {"en-qaa", "qaa-en"}};
    rows_ = rows(world_, request);
  }
  // A right translation with a few words damaged.
  std::string bad_draft(const data::Row& row) {
    Words words = {""};
    for (const char c : row.references[0]) {
      if (c == ' ')
        words.emplace_back();
      else
        words.back() += c;
    }
    return text_of(damaged(words, rng_));
  }

  Agglutinative world_;
  std::vector<data::Row> rows_;
  Rng rng_{8};
};

TEST_F(TeacherTest, MakesEveryDraftRight) {
  for (const data::Row& row : rows_) {
    for (const std::string& draft : {bad_draft(row), row.source, std::string(), std::string(" . ")})
      EXPECT_TRUE(meaning_accuracy(world_, row, refine(world_, row, draft, {}, Rng(1)))) << draft;
    EXPECT_TRUE(meaning_accuracy(world_, row, teach(world_, row, {}, Rng(1))));
  }
}

TEST_F(TeacherTest, LeavesRightDraftsAloneHoweverTheyAreWorded) {
  for (const data::Row& row : rows_) {
    const auto meaning = world_.parse(row.source, row.source_language);
    for (int i = 0; i < 5; ++i) {
      const std::string draft = world_.render(*meaning, row.target_language, rng_);
      EXPECT_EQ(refine(world_, row, draft, {}, Rng(1)), draft);
    }
  }
}

TEST_F(TeacherTest, RefiningAgainChangesNothing) {
  for (const data::Row& row : rows_) {
    const std::string once = refine(world_, row, bad_draft(row), {}, Rng(1));
    EXPECT_EQ(refine(world_, row, once, {}, Rng(1)), once);
  }
}

TEST_F(TeacherTest, ErrsAsOftenAsItIsTold) {
  const TeacherConfig config{.error_rate = 0.2};
  double spoiled = 0.0, wrong = 0.0, taught = 0.0, one_edit = 0.0;
  for (int round = 0; round < 5; ++round) {
    const Rng rng(static_cast<uint64_t>(round));
    for (const data::Row& row : rows_) {
      spoiled += refine(world_, row, row.references[0], config, rng) != row.references[0];
      taught += !meaning_accuracy(world_, row, teach(world_, row, config, rng));
      std::string draft = row.references[0];
      draft.insert(draft.rfind(' ') + 1, "stray ");
      one_edit += 1.0;
      wrong += !meaning_accuracy(world_, row, refine(world_, row, draft, config, rng));
    }
  }
  const double total = 5.0 * static_cast<double>(rows_.size());
  EXPECT_NEAR(spoiled / total, 0.2, 0.03);
  EXPECT_NEAR(taught / total, 0.2, 0.03);  // a spoiled word may be a synonym, but rarely
  EXPECT_NEAR(wrong / one_edit, 0.2, 0.03);
}

TEST_F(TeacherTest, IsTheSameForEqualStreamsRowsAndDrafts) {
  const TeacherConfig config{.error_rate = 0.5};
  int different = 0;
  for (const data::Row& row : rows_) {
    const std::string draft = bad_draft(row);
    Rng used(1);
    used.next();
    const std::string refined = refine(world_, row, draft, config, Rng(1));
    EXPECT_EQ(refine(world_, row, draft, config, used), refined);
    different += refine(world_, row, draft, config, Rng(2)) != refined;
  }
  EXPECT_GT(different, 100);
}

TEST_F(TeacherTest, RefusesRowsOfAnotherOrigin) {
  data::Row row = rows_[0];
  row.source = "Nobody said this.";
  EXPECT_THROW(refine(world_, row, "", {}, Rng(1)), Error);
}

}  // namespace
}  // namespace dragoman::worlds
