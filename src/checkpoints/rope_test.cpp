// Laws of the rotary frequencies; their numbers are held against transformers by tests/oracles.
#include "checkpoints/rope.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

constexpr int64_t kHeadDim = 32;

RopeConfig rope(const Json& parameters) {
  return parse_rope({{"rope_parameters", parameters}}, 64, "config.json");
}

std::vector<float> frequencies(const Json& parameters, int64_t length = 10) {
  return rope_frequencies(rope(parameters), kHeadDim, length).frequencies;
}

const Json kPlain = {{"rope_type", "default"}, {"rope_theta", 5000.0}};

TEST(Rope, OldAndNewFilesSayTheSame) {
  const Json scaling = {{"type", "linear"}, {"factor", 2.0}};
  const RopeConfig old_file =
      parse_rope({{"rope_theta", 5000.0}, {"rope_scaling", scaling}}, 64, "config.json");
  EXPECT_EQ(rope_frequencies(old_file, kHeadDim, 10).frequencies,
            frequencies({{"rope_type", "linear"}, {"factor", 2.0}, {"rope_theta", 5000.0}}));
  EXPECT_EQ(frequencies(kPlain)[0], 1.0F);
}

TEST(Rope, LinearSlowsEveryPairDown) {
  const auto plain = frequencies(kPlain);
  const auto slow = frequencies({{"rope_type", "linear"}, {"factor", 4.0}, {"rope_theta", 5000.0}});
  for (size_t i = 0; i < plain.size(); ++i) EXPECT_FLOAT_EQ(slow[i], plain[i] / 4.0F);
}

TEST(Rope, DynamicStretchesOnlyWhatIsLongerThanTheOriginal) {
  const Json dynamic = {{"rope_type", "dynamic"}, {"factor", 3.0}, {"rope_theta", 5000.0}};
  EXPECT_EQ(frequencies(dynamic, 64), frequencies(kPlain));
  const auto longer = frequencies(dynamic, 65), longest = frequencies(dynamic, 150);
  EXPECT_LT(longer.back(), frequencies(kPlain).back());
  EXPECT_LT(longest.back(), longer.back());
}

TEST(Rope, ShortWavesAreLeftAndLongOnesStretched) {
  const auto plain = frequencies(kPlain);
  for (const char* type : {"llama3", "yarn"}) {
    const auto stretched = frequencies({{"rope_type", type},
                                        {"factor", 4.0},
                                        {"low_freq_factor", 1.0},
                                        {"high_freq_factor", 4.0},
                                        {"original_max_position_embeddings", 256},
                                        {"rope_theta", 5000.0}});
    EXPECT_EQ(stretched.front(), plain.front()) << type;
    EXPECT_FLOAT_EQ(stretched.back(), plain.back() / 4.0F) << type;
  }
}

TEST(Rope, ContextsGrowAsTheTypeSays) {
  EXPECT_EQ(rope(kPlain).context_length(64), 64);
  EXPECT_EQ(rope({{"rope_type", "dynamic"}, {"factor", 3.0}}).context_length(64), 192);
  EXPECT_EQ(rope({{"rope_type", "yarn"}, {"factor", 4.0}, {"original_max_position_embeddings", 32}})
                .context_length(64),
            128);
}

TEST(Rope, WhatIsMissingIsNamed) {
  try {
    rope({{"rope_type", "llama3"}, {"factor", 8.0}});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "config.json: rope_parameters.low_freq_factor is missing");
  }
}

}  // namespace
}  // namespace dragoman::checkpoints
