// Beam search with shared pages and company against beam search by whole sequences alone.
#include <gtest/gtest.h>

#include <cmath>

#include "generation/beam_search.h"
#include "generation/engines_for_tests.h"

namespace dragoman::generation {
namespace {

using episodes::BeamSettings;
using episodes::Completion;
using episodes::EarlyStopping;
using episodes::GenerationRequest;
using Tokens = std::vector<TokenId>;

// What may follow a text, every token of the vocabulary with its logprob.
std::vector<Continuation> next_tokens(episodes::Generator& generator, const Tokens& text) {
  std::vector<Tokens> longer;
  for (TokenId token = 0; token < generator.vocabulary_size(); ++token) {
    longer.push_back(text);
    longer.back().push_back(token);
  }
  std::vector<Continuation> next;
  for (const auto& logprobs : generator.logprobs(longer))
    next.push_back({static_cast<TokenId>(next.size()), logprobs.back()});
  return next;
}

std::vector<Completion> plain_search(episodes::Generator& generator,
                                     const GenerationRequest& request, const Tokens& ends,
                                     int64_t limit) {
  BeamSearch search(request.beams, ends, limit);
  std::vector<Tokens> texts{request.prompt};
  while (!texts.empty()) {
    std::vector<std::vector<Continuation>> best;
    for (const Tokens& text : texts) best.push_back(next_tokens(generator, text));
    std::vector<Tokens> longer;
    for (const BeamSearch::Beam& beam : search.advance(best)) {
      longer.push_back(texts[beam.parent]);
      longer.back().push_back(beam.token);
    }
    texts = std::move(longer);
  }
  return search.take_results(static_cast<size_t>(request.num_return_sequences));
}

void expect_equal(const std::vector<Completion>& found, const std::vector<Completion>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].tokens, expected[i].tokens);
    EXPECT_EQ(found[i].finish, expected[i].finish);
    EXPECT_NEAR(found[i].score, expected[i].score, 1e-4);
  }
}

TEST(Beams, FindWhatWholeSequencesFindInEveryFamily) {
  for (const std::string& family : all_families()) {
    const Json config = nn::tiny_config(family);
    const auto learner = learner_of(all_kinds().front(), config);
    episodes::Generator& generator = learner->generator();
    std::vector<GenerationRequest> requests = some_requests(4, 3);
    requests[0].beams = {4, 1.0, EarlyStopping::kByEstimate};
    requests[2].beams = {3, 0.0, EarlyStopping::kNever};
    requests[3].beams = {5, 2.0, EarlyStopping::kWhenFull};
    const auto found = generator.generate(requests, {.max_completion_length = 10});
    const auto ends = checkpoints::parse_model_config(config, "model").eos_token_ids;
    for (const size_t i : {0U, 2U, 3U}) {
      SCOPED_TRACE(family + ", request " + std::to_string(i));
      expect_equal(found[i], plain_search(generator, requests[i], ends, 10));
    }
  }
}

TEST(Beams, AreTheSameInAnyCompanyAndLeaveOthersAlone) {
  const auto learner = learner_of(all_kinds().front(), nn::tiny_config("qwen3"));
  episodes::Generator& generator = learner->generator();
  const episodes::SamplingSettings settings{.max_completion_length = 24};
  std::vector<GenerationRequest> requests = some_requests(9, 4);
  const auto plain = generator.generate(requests, settings);
  for (size_t i = 0; i < requests.size(); i += 2) requests[i].beams = {4, 1.0};
  const auto together = generator.generate(requests, settings);
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto alone = generator.generate(std::span(&requests[i], 1), settings).front();
    EXPECT_EQ(alone, together[i]);
    if (!requests[i].beams.on()) {
      EXPECT_EQ(together[i], plain[i]);
    }
  }
}

TEST(Beams, WaitForPagesAndGiveThemBack) {
  const auto learner = learner_of(all_kinds().front(), nn::tiny_config("llama"));
  episodes::Generator& generator = learner->generator();
  const episodes::SamplingSettings settings{.max_completion_length = 40};
  std::vector<GenerationRequest> requests = some_requests(6, 2);
  for (GenerationRequest& request : requests) request.beams = {4, 1.0};
  const auto expected = generator.generate(requests, settings);
  const auto session = generator.open(1 << 18);
  const int64_t free = session->load().free_cache_tokens;
  ASSERT_GT(free, 0);
  for (const GenerationRequest& request : requests) session->add(request, settings);
  session->add(requests[0], settings);
  session->step();
  session->cancel(6);
  while (session->step()) continue;
  const auto finished = session->take_finished();
  EXPECT_EQ(finished.size(), requests.size());
  for (const episodes::Finished& one : finished)
    EXPECT_EQ(one.completions, expected[static_cast<size_t>(one.request)]);
  EXPECT_EQ(session->load().samples, 0);
  EXPECT_EQ(session->load().queued, 0);
  EXPECT_EQ(session->load().free_cache_tokens, free);
}

TEST(Beams, FindTheBestOfAllTextsOfATinyVocabulary) {
  Json config = nn::tiny_config("llama");
  config["vocab_size"] = 5;
  config["eos_token_id"] = 0;
  const auto learner = learner_of(all_kinds().front(), config);
  episodes::Generator& generator = learner->generator();
  GenerationRequest request{{1, 2, 3}, 256};
  request.beams = {256, 0.8, EarlyStopping::kNever};
  const auto found = generator.generate(std::span(&request, 1), {.max_completion_length = 3});
  // 1 + 4 + 4 * 4 texts end before the limit or at it; 4 * 4 * 4 reach it.
  ASSERT_EQ(found[0].size(), 1U + 4U + 4U * 4U * 5U);
  for (const Completion& one : found[0]) {
    Tokens whole = request.prompt;
    whole.insert(whole.end(), one.tokens.begin(), one.tokens.end());
    const auto logprobs = generator.logprobs(std::span(&whole, 1)).front();
    double sum = 0.0;
    for (size_t t = request.prompt.size(); t < whole.size(); ++t) sum += logprobs[t];
    EXPECT_NEAR(one.score, sum / std::pow(static_cast<double>(one.tokens.size()), 0.8), 1e-4);
    EXPECT_LE(one.score, found[0].front().score);
  }
}

}  // namespace
}  // namespace dragoman::generation
