#include "worlds/kinship.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/levenshtein.h"
#include "worlds/concept.h"

namespace dragoman::worlds {
namespace {

TEST(SoundChange, HappensWhereItsNeighboursSay) {
  EXPECT_EQ(apply(read_change("p t k > b d g / V_V"), "kapatkat"), "kabatkat");
  EXPECT_EQ(apply(read_change("p > f / #_"), "papa"), "fapa");
  EXPECT_EQ(apply(read_change("i u > 0 / _#"), "timi"), "tim");
  EXPECT_EQ(apply(read_change("k > C / _F"), "kekako"), "Cekako");
  EXPECT_EQ(apply(read_change("i u > e o / _X"), "imu"), "emu");
  EXPECT_EQ(apply(read_change("r > l"), "rar"), "lal");
}

// A voiced consonant is final only after its vowel was lost.
TEST(SoundChange, AppliesOneAfterAnother) {
  const SoundChange loss = read_change("i u > 0 / _#");
  const SoundChange devoicing = read_change("b d g > p t k / _#");
  EXPECT_EQ(apply({loss, devoicing}, "tabi"), "tap");
  EXPECT_EQ(apply({devoicing, loss}, "tabi"), "tab");
}

TEST(SoundChange, KnowsManyThatAreDifferent) {
  EXPECT_GE(known_changes().size(), 30u);
  for (const SoundChange& a : known_changes())
    for (const SoundChange& b : known_changes())
      EXPECT_TRUE(&a == &b || a.text != b.text) << a.text;
}

// Mean likeness of the roots of two languages, which may be of two families: 1 - edits / length.
double likeness(const Kinship& kin, size_t a, const Kinship& other, size_t b) {
  double sum = 0.0;
  for (const Concept& each : concepts()) {
    const std::string left = kin.root(a, each.name, 2);
    const std::string right = other.root(b, each.name, 2);
    const auto longer = static_cast<double>(std::max<size_t>({left.size(), right.size(), 1}));
    sum += 1.0 - static_cast<double>(plain_edit_distance(left, right)) / longer;
  }
  return sum / static_cast<double>(concepts().size());
}

TEST(Kinship, SistersShareMoreThanCousinsAndCousinsMoreThanStrangers) {
  const KinshipConfig config;
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    const Kinship kin(config, Rng(seed));
    const Kinship strangers(config, Rng(seed + 1000));
    double sisters = 0.0, cousins = 0.0, unrelated = 0.0;
    int of_sisters = 0, of_cousins = 0;
    for (size_t a = 0; a < config.languages; ++a) {
      unrelated += likeness(kin, a, strangers, a) / static_cast<double>(config.languages);
      for (size_t b = a + 1; b < config.languages; ++b) {
        const bool near = kin.branch_of(a) == kin.branch_of(b);
        (near ? sisters : cousins) += likeness(kin, a, kin, b);
        ++(near ? of_sisters : of_cousins);
      }
    }
    sisters /= of_sisters;
    cousins /= of_cousins;
    EXPECT_GT(sisters, cousins + 0.1) << "seed " << seed;
    EXPECT_GT(cousins, unrelated + 0.1) << "seed " << seed;
  }
}

TEST(Kinship, ReplacesAndBorrowsTheSharesAskedFor) {
  const Kinship kin({.languages = 6, .branches = 3, .replacement = 0.2, .borrowing = 0.1}, Rng(3));
  int replaced = 0, borrowed = 0, total = 0;
  for (size_t language = 0; language < 6; ++language) {
    for (const Concept& each : concepts()) {
      replaced += kin.origin(language, each.name) == Origin::kReplaced;
      borrowed += kin.origin(language, each.name) == Origin::kBorrowed;
      ++total;
    }
  }
  EXPECT_NEAR(static_cast<double>(replaced) / total, 0.2, 0.02);
  EXPECT_NEAR(static_cast<double>(borrowed) / total, 0.8 * 0.1, 0.02);
}

// A loan is the lender's word after the borrower's own changes, not after those of its branch.
TEST(Kinship, AdaptsWhatItBorrows) {
  const Kinship kin({.languages = 2, .branches = 2, .replacement = 0.0, .borrowing = 1.0}, Rng(5));
  const Kinship pure({.languages = 2, .branches = 2, .replacement = 0.0, .borrowing = 0.0}, Rng(5));
  for (const Concept& each : concepts())
    EXPECT_EQ(kin.root(0, each.name, 2), apply(kin.own_changes(0), pure.root(1, each.name, 2)));
}

TEST(Kinship, AWordDependsOnItsOwnNameAlone) {
  const Kinship few({.languages = 4, .branches = 2, .borrowing = 0.0}, Rng(8));
  const Kinship many({.languages = 9, .branches = 2, .borrowing = 0.0}, Rng(8));
  for (size_t language = 0; language < 4; ++language)
    for (const Concept& each : concepts())
      EXPECT_EQ(few.root(language, each.name, 2), many.root(language, each.name, 2));
}

}  // namespace
}  // namespace dragoman::worlds
