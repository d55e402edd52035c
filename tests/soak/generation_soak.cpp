// The engine under everything at once: requests that come in bursts and leave early, prompts that
// begin alike, forced beginnings, conversations that hesitate, and a cache of a tenth of what they
// want. Whatever is finished must be, to the bit, what the same request gives alone on a second
// engine. DRAGOMAN_SOAK_SECONDS says for how long; seconds without it.
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>

#include "base/parallel.h"
#include "episodes/backend.h"
#include "episodes/conversation.h"
#include "episodes/session.h"

namespace dragoman::episodes {
namespace {

constexpr TokenId kVocabulary = 61;
constexpr size_t kInFlight = 60;     // requests
constexpr size_t kRequests = 120;    // of a round, with one model
constexpr int64_t kMemorySlack = 8;  // MiB that the process may grow after its first rounds
constexpr std::array kFamilies = {"llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text"};

Json model(const std::string& family) {
  Json config = {{"model_type", family},     {"vocab_size", kVocabulary},
                 {"hidden_size", 24},        {"intermediate_size", 40},
                 {"num_hidden_layers", 2},   {"num_attention_heads", 4},
                 {"num_key_value_heads", 2}, {"head_dim", 6},
                 {"initializer_range", 0.3}, {"max_position_embeddings", 192}};
  config["eos_token_id"] = {1, 7, 19, 33};
  if (family == "mistral" || family.starts_with("gemma")) config["sliding_window"] = 21;
  return config;
}

// Answers by what was said alone; one that hesitates takes its time.
class Chatter final : public Conversation {
 public:
  explicit Chatter(bool hesitates) : hesitates_(hesitates) {}

  Reply reply(const Turn& turn) override {
    if (hesitates_ && timing_.below(4) > 0) return {Reply::Kind::kLater};
    uint64_t heard = 1;
    for (const TokenId token : turn.completion.tokens)
      heard = heard * 31 + static_cast<uint64_t>(token);
    Rng rng(heard);
    if (rng.uniform() < 0.15) return {Reply::Kind::kEnd};
    if (rng.uniform() < 0.1) return {Reply::Kind::kTool};
    Reply reply{Reply::Kind::kTokens};
    for (uint64_t more = rng.below(25); more > 0; --more)
      reply.tokens.push_back(static_cast<TokenId>(rng.below(kVocabulary)));
    return reply;
  }
  void wait() override {}

 private:
  bool hesitates_;
  Rng timing_{7};
};

struct Wish {
  GenerationRequest request;
  SamplingSettings settings;

  int64_t tokens() const {  // of the cache
    return static_cast<int64_t>(request.prompt.size()) +
           request.num_return_sequences * settings.max_completion_length;
  }
};

std::vector<TokenId> some_tokens(Rng& rng, uint64_t count) {
  std::vector<TokenId> tokens(count);
  for (TokenId& token : tokens) token = static_cast<TokenId>(rng.below(kVocabulary));
  return tokens;
}

SamplingSettings some_settings(Rng& rng) {
  SamplingSettings settings;
  settings.max_completion_length =
      2 + static_cast<int64_t>(rng.below(rng.below(4) == 0 ? 120 : 30));
  settings.temperature = std::array{0.0, 0.7, 1.0, 1.3}[rng.below(4)];
  if (rng.below(3) == 0) settings.top_k = 1 + static_cast<int64_t>(rng.below(40));
  if (rng.below(3) == 0) settings.top_p = 0.5 + rng.uniform() / 2;
  if (rng.below(4) == 0) settings.repetition_penalty = 1.2;
  return settings;
}

// One of eight stems, or a part of it, and a few tokens of its own.
Wish make_wish(const Rng& root, uint64_t number) {
  Rng rng = root.derive("wish", number);
  Rng stem = root.derive("stem", rng.below(8));
  Wish wish;
  wish.request.prompt = some_tokens(stem, rng.below(50));
  const auto own = some_tokens(rng, 1 + rng.below(20));
  wish.request.prompt.insert(wish.request.prompt.end(), own.begin(), own.end());
  wish.request.num_return_sequences = 1 + static_cast<int64_t>(rng.below(4));
  wish.request.stream = root.derive("draws", number);
  wish.settings = some_settings(rng);
  const auto limit = static_cast<uint64_t>(wish.settings.max_completion_length);
  for (uint64_t i = rng.below(3); i > 0; --i)
    wish.request.forced.push_back(some_tokens(rng, rng.below(std::min<uint64_t>(limit, 30))));
  return wish;
}

int64_t resident_mebibytes() {
  std::ifstream file("/proc/self/statm");
  int64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE) >> 20;
}

struct Tally {
  int64_t requests = 0, cancelled = 0, samples = 0, sampled = 0, forced = 0, replied = 0, tools = 0;

  void add(const Completion& completion) {
    ++samples;
    tools += completion.finish == FinishReason::kTool;
    for (const Span& span : completion.spans)
      (span.kind == SpanKind::kSampled  ? sampled
       : span.kind == SpanKind::kForced ? forced
                                        : replied) += span.size();
  }
};

// One model's requests, from the first to an empty cache.
class Round {
 public:
  Round(const std::string& family, uint64_t seed, Tally& tally)
      : root_(seed),
        tally_(tally),
        crowded_(backend().make_generator({"", model(family), seed, "float32"})),
        alone_(backend().make_generator({"", model(family), seed, "float32"})) {
    for (uint64_t i = 0; i < kRequests; ++i) wishes_.push_back(make_wish(root_, i));
  }

  void play() {
    const auto session = crowded_->open(cache_bytes());
    Rng rng = root_.derive("arrivals");
    size_t added = 0;
    for (bool goes_on = true; goes_on || added < wishes_.size();) {
      const uint64_t burst = rng.below(5) == 0 ? rng.below(20) : 0;
      for (uint64_t i = 0; i < burst && added < wishes_.size() && wanted_.size() < kInFlight; ++i)
        wanted_.insert(add(*session, added++));
      if (rng.below(12) == 0 && added > 0) {
        const auto id = static_cast<int64_t>(rng.below(added));
        session->cancel(id);
        tally_.cancelled += static_cast<int64_t>(wanted_.erase(id));
      }
      goes_on = session->step();
      for (const Finished& one : session->take_finished()) check(one);
    }
    EXPECT_TRUE(wanted_.empty()) << "requests were lost";
    const SessionLoad load = session->load();
    EXPECT_EQ(load.queued + load.samples, 0);
    EXPECT_EQ(load.free_cache_tokens, load.cache_tokens);
  }

 private:
  // A tenth of what as many as are in flight want on average, and room for the largest.
  int64_t cache_bytes() {
    int64_t all = 0, largest = 0;
    for (const Wish& wish : wishes_) {
      all += wish.tokens();
      largest = std::max(largest, static_cast<int64_t>(wish.request.prompt.size()) +
                                      wish.settings.max_completion_length + 64);
    }
    constexpr int64_t kProbe = int64_t{1} << 20;
    const int64_t bytes_per_token = kProbe / crowded_->open(kProbe)->load().cache_tokens;
    const int64_t tenth = all * int64_t{kInFlight} / int64_t{kRequests} / 10;
    return (std::max(tenth, largest) + 16) * (bytes_per_token + 1);
  }

  int64_t add(Session& session, size_t index) {
    Wish wish = wishes_[index];
    if (index % 3 == 0) wish.request.conversation = &slow_;
    ++tally_.requests;
    const int64_t id = session.add(wish.request, wish.settings);
    EXPECT_EQ(id, static_cast<int64_t>(index));
    return id;
  }

  void check(const Finished& finished) {
    EXPECT_EQ(wanted_.erase(finished.request), 1U) << "a request that nobody waits for";
    Wish wish = wishes_[static_cast<size_t>(finished.request)];
    if (finished.request % 3 == 0) wish.request.conversation = &quick_;
    EXPECT_EQ(alone_->generate({&wish.request, 1}, wish.settings)[0], finished.completions);
    for (const Completion& completion : finished.completions) tally_.add(completion);
  }

  Rng root_;
  Tally& tally_;
  std::unique_ptr<Generator> crowded_, alone_;
  std::vector<Wish> wishes_;
  std::set<int64_t> wanted_;
  Chatter slow_{true}, quick_{false};
};

TEST(Generation, IsTheSameInTheCrowdAsAlone) {
  using Clock = std::chrono::steady_clock;
  const char* const asked = std::getenv("DRAGOMAN_SOAK_SECONDS");
  const auto end = Clock::now() + std::chrono::seconds(asked != nullptr ? std::atoi(asked) : 4);
  set_thread_count(1);
  Tally tally;
  int64_t settled = 0, largest = 0;  // MiB, after every family's first rounds, and since
  uint64_t rounds = 0;
  for (; Clock::now() < end && !testing::Test::HasFailure(); ++rounds) {
    Round(kFamilies[rounds % kFamilies.size()], rounds, tally).play();
    if (rounds + 1 < 3 * kFamilies.size()) continue;
    largest = std::max(largest, resident_mebibytes());
    if (settled == 0) settled = largest;
  }
  EXPECT_LE(largest, settled + kMemorySlack) << "memory grows";
  fmt::print(
      "{} rounds, {} requests ({} cancelled), {} samples, {} tokens sampled, {} forced, {} "
      "replied, {} ended with a tool; {} MiB settled, {} MiB at most\n",
      rounds, tally.requests, tally.cancelled, tally.samples, tally.sampled, tally.forced,
      tally.replied, tally.tools, settled, largest);
}

}  // namespace
}  // namespace dragoman::episodes
