// What is good: one reward a file, and how they are combined. A reward scores finished episodes.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/row.h"
#include "episodes/episode.h"
#include "tasks/task.h"

namespace dragoman::oracles {
struct OracleContext;
}

namespace dragoman::rewards {

class Judge;

// What a reward may learn from before the first episode.
struct RewardContext {
  std::span<const data::Row> rows;    // of the training data; they outlive every reward
  const tasks::Task* task = nullptr;  // how they are asked, for rewards that read the question; it
                                      // outlives them, too
  bool taught = false;                // whether a teacher writes what rewards may compare with
  // The run that judges are opened for; needed while rewards are made. Null: nobody is asked.
  const oracles::OracleContext* oracle = nullptr;
};

// One translation to be judged.
struct Judged {
  const data::Row* row = nullptr;  // source, references, languages, metadata
  std::string_view hypothesis;     // extracted by the task; "" when the reply holds none
  episodes::FinishReason finish = episodes::FinishReason::kStop;
  int64_t length = 0;                 // sampled tokens
  int64_t limit = 0;                  // most that could have been sampled
  std::string_view refinement = {};   // a teacher's edit of the hypothesis; "" where none was asked
  std::string_view translation = {};  // a teacher's own, of the source; likewise
  std::span<const episodes::ToolCall> calls = {};  // that it made on its way
  std::string_view reply = {};                     // that the hypothesis was read in
  int64_t round = 0;  // of the rollout: a judge's question that failed stays so in its round
};

// Credit for the bytes [begin, end) of a hypothesis, beside its reward.
struct TextCredit {
  size_t begin = 0;
  size_t end = 0;
  double value = 0.0;
};

// A gate says 1 (passes) or 0; a score is added up with its weight.
enum class RewardKind { kScore, kGate };

// Deterministic; `score` may be called from several threads at once.
class Reward {
 public:
  virtual ~Reward() = default;
  virtual RewardKind kind() const { return RewardKind::kScore; }
  // Whether it wants all items of a step in one call, because it is much faster so.
  virtual bool in_batches() const { return false; }
  // One value an item; nullopt where the reward could not be computed (a dead scorer, a NaN). Items
  // of one row come one after the other.
  virtual std::vector<std::optional<double>> score(std::span<const Judged> items) const = 0;

  // Whom it asks; null: nobody.
  virtual Judge* judge() const { return nullptr; }

  // Whether it knows which stretches of an answer are better than others, and which they are.
  virtual bool gives_credits() const { return false; }
  virtual std::vector<TextCredit> credits(const Judged&) const { return {}; }
};

}  // namespace dragoman::rewards
