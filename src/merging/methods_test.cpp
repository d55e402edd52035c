// Laws of the ways of merging; tests/oracles/test_merging.py has their formulas against numpy.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "merging/tensors_for_tests.h"

namespace dragoman::merging {
namespace {

constexpr size_t kSize = kStretch + 1234;

bool same_bits(const Values& a, const Values& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

TensorsForTests some_tensors(size_t models) {
  TensorsForTests tensors({static_cast<int64_t>(kSize)});
  tensors.add(random_values(kSize, 100));
  for (size_t k = 0; k < models; ++k) {
    Values values = random_values(kSize, k);
    for (size_t i = 0; i < kSize; ++i) values[i] = tensors.base()[i] + 0.01F * values[i];
    values[7] = -0.0F;
    tensors.add(std::move(values));
  }
  return tensors;
}

size_t enough_models(const Method& method) { return std::max<size_t>(1, method.least_models); }

Settings defaults(const Method& method, size_t models) {
  Settings settings = settings_for_tests(models);
  settings.normalize = method.normalize;
  settings.density.assign(models, method.density);
  return settings;
}

TEST(Methods, OneModelKeptWholeIsThatModel) {
  const TensorsForTests tensors = some_tensors(1);
  for (const char* name : {"linear", "task_arithmetic", "ties", "dare_linear", "dare_ties", "obim"})
    EXPECT_TRUE(same_bits(merge(tensors, name, settings_for_tests(1)).values, tensors.model(0)))
        << name;
}

TEST(Methods, NothingAddedIsTheBase) {
  const TensorsForTests tensors = some_tensors(2);
  Settings settings = settings_for_tests(2);
  settings.lambda = 0.0;
  for (const char* name : {"task_arithmetic", "ties", "dare_linear", "dare_ties", "obim"})
    EXPECT_TRUE(same_bits(merge(tensors, name, settings).values, tensors.base())) << name;
}

TEST(Methods, ModelsThatAreTheBaseChangeNothing) {
  for (const Method& method : methods()) {
    const size_t models = enough_models(method);
    TensorsForTests tensors({static_cast<int64_t>(kSize)});
    tensors.add(random_values(kSize, 100));
    for (size_t k = 0; k < models; ++k) tensors.add(tensors.base());
    EXPECT_TRUE(
        same_bits(merge(tensors, method.name, defaults(method, models)).values, tensors.base()))
        << method.name;
  }
}

TEST(Methods, EqualModelsAreTheirAverage) {
  TensorsForTests tensors = some_tensors(1);
  tensors.add(tensors.model(0)).add(tensors.model(0));
  Settings settings = settings_for_tests(3);
  settings.normalize = true;
  for (const char* name : {"linear", "task_arithmetic", "ties"})
    EXPECT_TRUE(same_bits(merge(tensors, name, settings).values, tensors.model(0))) << name;
}

TEST(Methods, ObimTakesEveryPositionFromOneModelAtMost) {
  const TensorsForTests tensors = some_tensors(3);
  Settings settings = settings_for_tests(3);
  settings.density = {0.2, 0.3, 0.1};
  const Merged merged = merge(tensors, "obim", settings);
  std::vector<int64_t> from(4);
  for (size_t i = 0; i < kSize; ++i) {
    size_t source = 4;
    for (size_t k = 3; k-- > 0;)
      if (merged.values[i] == tensors.model(k)[i]) source = k + 1;
    if (merged.values[i] == tensors.base()[i]) source = 0;
    ASSERT_LT(source, 4U) << i;
    ++from[source];
  }
  for (size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(merged.overlap.taken[k], static_cast<int64_t>(settings.density[k] * kSize));
    EXPECT_NEAR(static_cast<double>(from[k + 1]), static_cast<double>(merged.overlap.taken[k]), 3);
  }
}

TEST(Methods, ObimGoesByWhatAColumnReceives) {
  TensorsForTests tensors({2, 3}, "model.layers.0.mlp.up_proj.weight");
  tensors.add({0, 0, 0, 0, 0, 0}).add({1, 2, 3, 3, 2, 1});
  Settings settings = settings_for_tests(1);
  settings.density = {1.0 / 3};
  EXPECT_EQ(merge(tensors, "obim", settings).values, (Values{0, 0, 3, 3, 0, 0}));
  settings.moments = {{{"model.layers.0.mlp.up_proj.weight", {0.01, 100.0, 0.01}}}};
  EXPECT_EQ(merge(tensors, "obim", settings).values, (Values{0, 2, 0, 0, 2, 0}));
}

TEST(Methods, ObimGoesByHowFrequentATokenIs) {
  TensorsForTests tensors({3, 2}, "model.embed_tokens.weight");
  tensors.add({0, 0, 0, 0, 0, 0}).add({1, 2, 3, 3, 2, 1});
  Settings settings = settings_for_tests(1);
  settings.density = {1.0 / 3};
  settings.moments = {{{"model.embed_tokens.weight", {100.0, 0.01, 0.01}}}};
  EXPECT_EQ(merge(tensors, "obim", settings).values, (Values{1, 2, 0, 0, 0, 0}));
}

TEST(Methods, DareKeepsTheMean) {
  const TensorsForTests tensors = some_tensors(1);
  Settings settings = settings_for_tests(1);
  settings.density = {0.25};
  const Merged merged = merge(tensors, "dare_linear", settings);
  EXPECT_NEAR(static_cast<double>(merged.overlap.taken[0]) / kSize, 0.25, 0.01);
  for (size_t i = 0; i < kSize; ++i) {
    const double added = double{merged.values[i]} - tensors.base()[i];
    const double whole = 4.0 * (double{tensors.model(0)[i]} - tensors.base()[i]);
    ASSERT_TRUE(added == 0.0 || std::abs(added - whole) < 1e-6) << i;
  }
  settings.seed = 1;
  EXPECT_FALSE(same_bits(merge(tensors, "dare_linear", settings).values, merged.values));
}

TEST(Methods, TheSameBytesOnAnyNumberOfThreads) {
  for (const Method& method : methods()) {
    const size_t models = std::min<size_t>(3, method.most_models);
    const TensorsForTests tensors = some_tensors(models);
    std::vector<Merged> merged;
    for (const int64_t threads : {1, 2, 4}) {
      set_thread_count(threads);
      merged.push_back(merge(tensors, method.name, defaults(method, models)));
    }
    for (const Merged& other : merged) {
      EXPECT_TRUE(same_bits(other.values, merged[0].values)) << method.name;
      EXPECT_EQ(other.overlap.products, merged[0].overlap.products) << method.name;
    }
  }
}

TEST(Overlap, TellsCosinesAndSigns) {
  TensorsForTests tensors({4});
  tensors.add({1, 1, 1, 1}).add({2, 1, 1, 3}).add({0, 1, 2, 4});
  const Overlap overlap = merge(tensors, "linear", settings_for_tests(2)).overlap;
  EXPECT_EQ(overlap.products, (Products{5, 5, 5, 11}));
  EXPECT_DOUBLE_EQ(cosine(overlap.products, 2, 0, 1), 5 / std::sqrt(55.0));
  EXPECT_EQ(overlap.compared, 2);
  EXPECT_EQ(overlap.agreeing, 1);
  EXPECT_EQ(overlap.size, 4);
}

}  // namespace
}  // namespace dragoman::merging
