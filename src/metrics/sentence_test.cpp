// Sentences against prepared references, as rewards score them: nothing is taken from the heap
// once the thread is warm, threads do not disturb each other, and the numbers are the command's.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

#include "metrics/chrf.h"

namespace {

thread_local bool counts_allocations = false;
thread_local int64_t allocations = 0;

}  // namespace

// Not inlined, so that no compiler takes the pair for mismatched.
[[gnu::noinline]] void* operator new(size_t size) {
  if (counts_allocations) ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace dragoman::metrics {
namespace {

const std::vector<std::string> kReferences = {"the cat sat on the mat, didn't it?",
                                              "a cat was sitting on the mat"};
const std::vector<std::string> kHypotheses = {
    "the cat on the mat", "", "ein völlig anderer Satz 🐈 mit vielen, vielen Wörtern.",
    "a cat was sitting on the mat"};

class SentenceChrf : public testing::TestWithParam<int64_t> {};

TEST_P(SentenceChrf, TakesNothingFromTheHeapOnceWarm) {
  const Chrf chrf{{.word_order = GetParam()}};
  const auto prepared = chrf.prepare({.references = kReferences});
  for (const auto& hypothesis : kHypotheses) chrf.sentence_score(hypothesis, *prepared);
  allocations = 0;
  counts_allocations = true;
  double sum = 0.0;
  for (const auto& hypothesis : kHypotheses) sum += chrf.sentence_score(hypothesis, *prepared);
  counts_allocations = false;
  EXPECT_EQ(allocations, 0);
  EXPECT_GT(sum, 100.0);
}

TEST_P(SentenceChrf, CountsWhatTheHeapGives) {  // so that the test above can fail
  counts_allocations = true;
  const auto prepared = Chrf{{.word_order = GetParam()}}.prepare({.references = kReferences});
  counts_allocations = false;
  EXPECT_GT(allocations, 0);
}

TEST_P(SentenceChrf, IsTheSameOnManyThreads) {
  const Chrf chrf{{.word_order = GetParam()}};
  const auto prepared = chrf.prepare({.references = kReferences});
  std::vector<double> expected;
  for (const auto& hypothesis : kHypotheses)
    expected.push_back(chrf.sentence_score(hypothesis, {.references = kReferences}));
  std::atomic<int64_t> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round)
        for (size_t k = 0; k < kHypotheses.size(); ++k)
          wrong += chrf.sentence_score(kHypotheses[k], *prepared) != expected[k];
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

INSTANTIATE_TEST_SUITE_P(WordOrders, SentenceChrf, testing::Values(0, 2));

}  // namespace
}  // namespace dragoman::metrics
