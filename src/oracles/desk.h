// Where questions for an oracle are handed in, and answers fetched. Equal questions are asked once,
// what was ever answered is not asked again, and nothing that was paid for is lost.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "oracles/cache.h"
#include "oracles/oracle.h"

namespace dragoman::oracles {

// What happened at a desk since it was last asked.
struct Tally {
  int64_t asked = 0;  // questions that the oracle was given
  int64_t found = 0;  // that the cache answered
  Spent spent;

  Tally& operator+=(const Tally& other);
};

// Thread-safe. A round is what a rollout asks: a question that failed is not asked again in its
// round. Several may be open; the first question of round 0 begins a new run.
class Desk {
 public:
  // `cache` keeps the answers of an oracle that is dear, `journal` the failures of this run; null:
  // they are kept in memory for a round.
  Desk(std::unique_ptr<Oracle> oracle, std::shared_ptr<Cache> cache,
       std::shared_ptr<Cache> journal);
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  bool answers(Ask ask) const { return oracle_->answers(ask); }

  // Returns at once. A question that was begun before is the same one.
  void begin(const Question& question);
  // One answer a question, in their order; those that were not begun are now. An Error of the
  // oracle is rethrown.
  std::vector<Answer> collect(std::span<const Question> questions);

  // The round's failures are final: a run that died and repeats it meets them again. Returns what
  // happened in this round, a question of several rounds counting in the first.
  Tally close_round(int64_t round);

  // Of all open rounds.
  Tally tally();

 private:
  struct Pending;
  using Batch = std::vector<std::shared_ptr<Pending>>;
  struct Round {
    std::map<CacheKey, std::shared_ptr<Pending>> pending;  // answered ones too
    Tally tally;
  };

  std::shared_ptr<Pending> enter(const Question& question);
  Round& opened(int64_t round);
  std::shared_ptr<Pending> asked_elsewhere(const CacheKey& key) const;
  void look_up(Pending& pending, Round& round);
  Batch take_batch();
  void serve();
  void answer(const Batch& batch);
  void finish(const Batch& batch, std::vector<Answer> answers);
  void give_up(const Batch& batch, const std::exception_ptr& error);

  std::unique_ptr<Oracle> oracle_;
  std::shared_ptr<Cache> cache_;
  std::shared_ptr<Cache> journal_;
  std::mutex mutex_;
  std::condition_variable work_;     // something is in the queue, or the end has come
  std::map<int64_t, Round> rounds_;  // that are open
  std::deque<std::shared_ptr<Pending>> queue_;
  std::exception_ptr fatal_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dragoman::oracles
