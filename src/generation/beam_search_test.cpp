// Beam search against all there is: over a tiny vocabulary every completion can be scored.
#include "generation/beam_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "base/random.h"

namespace dragoman::generation {
namespace {

using episodes::BeamSettings;
using episodes::Completion;
using episodes::EarlyStopping;
using Tokens = std::vector<TokenId>;

constexpr TokenId kEnd = 0;
constexpr TokenId kVocabulary = 4;

// The logprobs of what follows a text, the same at every call.
std::vector<Continuation> next_tokens(const Tokens& text, uint64_t seed) {
  Rng rng(seed);
  for (const TokenId token : text) rng = rng.derive("after", static_cast<uint64_t>(token));
  std::vector<double> logits;
  double sum = 0.0;
  for (TokenId token = 0; token < kVocabulary; ++token) {
    logits.push_back(2.0 * rng.normal());
    sum += std::exp(logits.back());
  }
  std::vector<Continuation> next;
  for (TokenId token = 0; token < kVocabulary; ++token)
    next.push_back({token, static_cast<float>(logits[token] - std::log(sum))});
  return next;
}

std::vector<Completion> search(const BeamSettings& settings, int64_t limit, uint64_t seed) {
  const Tokens ends{kEnd};
  BeamSearch search(settings, ends, limit);
  std::vector<Tokens> texts{{}};
  while (!texts.empty()) {
    std::vector<std::vector<Continuation>> best;
    for (const Tokens& text : texts) best.push_back(next_tokens(text, seed));
    std::vector<Tokens> longer;
    for (const BeamSearch::Beam& beam : search.advance(best)) {
      longer.push_back(texts[beam.parent]);
      longer.back().push_back(beam.token);
    }
    texts = std::move(longer);
  }
  return search.take_results(static_cast<size_t>(settings.num_beams));
}

struct Scored {
  Tokens tokens;
  double score;
};

// Every completion there is, best first.
std::vector<Scored> exhaustive(double length_penalty, int64_t limit, uint64_t seed) {
  std::vector<Scored> all;
  const std::function<void(const Tokens&, double)> extend = [&](const Tokens& text, double sum) {
    for (const Continuation& next : next_tokens(text, seed)) {
      Tokens longer = text;
      longer.push_back(next.token);
      const double total = sum + double{next.logprob};
      const auto length = static_cast<double>(longer.size());
      if (next.token == kEnd || static_cast<int64_t>(longer.size()) == limit)
        all.push_back({longer, total / std::pow(length, length_penalty)});
      else
        extend(longer, total);
    }
  };
  extend({}, 0.0);
  std::sort(all.begin(), all.end(),
            [](const Scored& a, const Scored& b) { return a.score > b.score; });
  return all;
}

TEST(BeamSearch, WithABeamForEveryTextIsExhaustive) {
  constexpr int64_t kLimit = 4;
  for (const double penalty : {0.0, 0.7, 1.0, 2.0})
    for (uint64_t seed = 0; seed < 20; ++seed) {
      const auto all = exhaustive(penalty, kLimit, seed);
      const auto found = search({256, penalty, EarlyStopping::kNever}, kLimit, seed);
      ASSERT_EQ(found.size(), all.size());
      for (size_t i = 0; i < all.size(); ++i) {
        EXPECT_NEAR(found[i].score, all[i].score, 1e-12);
        EXPECT_EQ(found[i].tokens, all[i].tokens) << "penalty " << penalty << ", place " << i;
      }
    }
}

TEST(BeamSearch, FindsNothingBetterThanThereIsAndMoreBeamsHelp) {
  double few = 0.0, many = 0.0, best = 0.0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    best += exhaustive(0.0, 5, seed).front().score;
    few += search({2, 0.0, EarlyStopping::kNever}, 5, seed).front().score;
    many += search({8, 0.0, EarlyStopping::kNever}, 5, seed).front().score;
  }
  EXPECT_LT(few, many);
  EXPECT_LT(many, best + 1e-9);
}

TEST(BeamSearch, NeedsOnlyTheBestCandidatesOfEveryBeam) {
  const Tokens ends{kEnd};
  EXPECT_EQ(BeamSearch({3, 1.0}, ends, 5).candidates(), 6u);
  const Tokens two{kEnd, 1};
  EXPECT_EQ(BeamSearch({3, 1.0}, two, 5).candidates(), 9u);
}

TEST(BeamSearch, StopsWhenItIsTold) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const auto eager = search({3, 1.0, EarlyStopping::kWhenFull}, 12, seed);
    const auto patient = search({3, 1.0, EarlyStopping::kNever}, 12, seed);
    EXPECT_EQ(eager.size(), 3u);
    EXPECT_LE(eager.front().score, patient.front().score + 1e-12);
  }
}

TEST(BeamSearch, SaysHowEachOneEnded) {
  for (const Completion& one : search({4, 1.0, EarlyStopping::kNever}, 3, 7)) {
    const bool ended = one.tokens.back() == kEnd;
    EXPECT_EQ(one.finish, ended ? episodes::FinishReason::kStop : episodes::FinishReason::kLength);
    EXPECT_TRUE(ended || one.tokens.size() == 3);
    EXPECT_EQ(one.logprobs.size(), one.tokens.size());
  }
}

}  // namespace
}  // namespace dragoman::generation
