#include "oracles/desk.h"

#include <algorithm>
#include <future>

#include "base/error.h"

namespace dragoman::oracles {

Tally& Tally::operator+=(const Tally& other) {
  asked += other.asked;
  found += other.found;
  spent += other.spent;
  return *this;
}

struct Desk::Pending {
  CacheKey key;
  Question question;
  std::promise<Answer> promise;
  std::shared_future<Answer> answer = promise.get_future().share();

  bool is_answered() const {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
};

Desk::Desk(std::unique_ptr<Oracle> oracle, std::shared_ptr<Cache> cache,
           std::shared_ptr<Cache> journal)
    : oracle_(std::move(oracle)) {
  if (oracle_->is_dear()) {
    cache_ = std::move(cache);
    journal_ = std::move(journal);
  }
  for (int64_t i = 0; i < oracle_->workers(); ++i) threads_.emplace_back([this] { serve(); });
}

// What is in flight comes to its end, soon; what was only asked is dropped.
Desk::~Desk() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  oracle_->stop();
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Desk::begin(const Question& question) {
  const std::lock_guard lock(mutex_);
  enter(question);
}

Desk::Round& Desk::opened(int64_t round) {
  const auto [place, is_new] = rounds_.try_emplace(round);
  if (is_new && round == 0 && journal_) journal_->forget_failures();
  return place->second;
}

std::shared_ptr<Desk::Pending> Desk::enter(const Question& question) {
  Round& round = opened(question.round);
  CacheKey key = key_of(*oracle_, question);
  if (const auto known = round.pending.find(key); known != round.pending.end())
    return known->second;
  auto pending = std::make_shared<Pending>();
  pending->key = key;
  pending->question = question;
  look_up(*pending, round);
  if (!pending->is_answered()) {
    if (auto elsewhere = asked_elsewhere(key)) {
      pending = std::move(elsewhere);
    } else {
      queue_.push_back(pending);
      round.tally.asked += 1;
      work_.notify_one();
    }
  }
  return round.pending[std::move(key)] = pending;
}

// Of another open round: on its way, or with an answer. What failed there is asked again here.
std::shared_ptr<Desk::Pending> Desk::asked_elsewhere(const CacheKey& key) const {
  for (const auto& [number, round] : rounds_) {
    const auto found = round.pending.find(key);
    if (found == round.pending.end()) continue;
    const bool failed = found->second->is_answered() && !found->second->answer.get().usable();
    if (!failed) return found->second;
  }
  return nullptr;
}

void Desk::look_up(Pending& pending, Round& round) {
  std::optional<Answer> found;
  if (fatal_) {
    pending.promise.set_exception(fatal_);
    return;
  }
  if (journal_) found = journal_->find_failure(pending.key, pending.question.round);
  if (!found && cache_) found = cache_->find(pending.key);
  if (!found) return;
  round.tally.found += 1;
  pending.promise.set_value(std::move(*found));
}

std::vector<Answer> Desk::collect(std::span<const Question> questions) {
  std::vector<std::shared_ptr<Pending>> wanted;
  {
    const std::lock_guard lock(mutex_);
    for (const Question& question : questions) wanted.push_back(enter(question));
  }
  while (threads_.empty()) {
    Batch batch;
    {
      const std::lock_guard lock(mutex_);
      batch = take_batch();
    }
    if (batch.empty()) break;
    answer(batch);
  }
  std::vector<Answer> answers;
  answers.reserve(wanted.size());
  for (const auto& pending : wanted) answers.push_back(pending->answer.get());
  return answers;
}

Tally Desk::close_round(int64_t round) {
  const std::lock_guard lock(mutex_);
  oracle_->close_round(round);
  std::map<CacheKey, Answer> failures;
  const Round closed = std::exchange(rounds_[round], {});
  rounds_.erase(round);
  for (const auto& [key, pending] : closed.pending) {
    if (!journal_ || !pending->is_answered()) continue;
    const Answer& answer = pending->answer.get();
    if (!answer.usable()) failures.emplace(key, answer);
  }
  if (!failures.empty()) journal_->keep_failures(failures, round);
  return closed.tally;
}

Desk::Batch Desk::take_batch() {
  const int64_t most = oracle_->batch_size();
  size_t count = queue_.size();
  if (most > 0) count = std::min(count, static_cast<size_t>(most));
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  Batch batch(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Desk::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (ending_) return;
    const Batch batch = take_batch();
    lock.unlock();
    answer(batch);
    lock.lock();
  }
}

void Desk::answer(const Batch& batch) {
  std::vector<Question> questions;
  for (const auto& pending : batch) questions.push_back(pending->question);
  try {
    finish(batch, oracle_->answer(questions));
  } catch (...) {
    give_up(batch, std::current_exception());
  }
}

void Desk::finish(const Batch& batch, std::vector<Answer> answers) {
  DRAGOMAN_CHECK(answers.size() == batch.size(), "an oracle gives one answer a question");
  for (size_t i = 0; i < batch.size(); ++i)
    if (cache_ && (answers[i].usable() || is_lasting(answers[i].failure)))
      cache_->keep(batch[i]->key, answers[i]);
  {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < answers.size(); ++i)
      rounds_[batch[i]->question.round].tally.spent += answers[i].spent;
  }
  for (size_t i = 0; i < batch.size(); ++i) batch[i]->promise.set_value(std::move(answers[i]));
}

// Nobody's question will be answered any better: all that wait hear of the error.
void Desk::give_up(const Batch& batch, const std::exception_ptr& error) {
  Batch all = batch;
  {
    const std::lock_guard lock(mutex_);
    fatal_ = error;
    all.insert(all.end(), queue_.begin(), queue_.end());
    queue_.clear();
  }
  for (const auto& pending : all) pending->promise.set_exception(error);
}

Tally Desk::tally() {
  const std::lock_guard lock(mutex_);
  Tally all;
  for (auto& [number, round] : rounds_) all += std::exchange(round.tally, {});
  return all;
}

}  // namespace dragoman::oracles
