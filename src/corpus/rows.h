// The driver of all stages that look at one row after the other: shard by shard, in parallel, with
// results in the order of the rows, and going on where an earlier call was ended.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "corpus/job.h"

namespace dragoman::corpus {

// A row as it stands in its shard, not parsed.
struct InputRow {
  const Shard* shard = nullptr;
  int64_t index = 0;  // from 0, among those of its shard
  int64_t line = 0;   // from 1, where it begins
  std::string text;   // the line itself

  std::string where() const;  // "file: line N"
  std::string place() const;  // "shard name:N"
  Json parse() const;         // an object, else the user's error
  // The row's own `id`, or its place. Anything that has none, or is no JSON, has its place.
  std::string id() const;
};

// What becomes of a row.
struct Outcome {
  std::vector<std::string> lines;  // what is written; none where the row is removed
  std::string part;                // the folder that it goes to; "": the results themselves
  std::string reason;              // why it is removed; "": it is not
  Json detail;                     // an object with what is to be known about the removal
  bool bad = false;                // not to be read: counted apart

  bool stays() const { return !bad && reason.empty(); }

  static Outcome keep(const InputRow& row) { return {{row.text}, "", "", {}, false}; }
  static Outcome remove(std::string reason, Json detail = {}) {
    return {{}, "", std::move(reason), std::move(detail), false};
  }
};

// Thread-safe. An Error of its own, the user's, makes the line a bad one.
using Judge = std::function<Outcome(const InputRow& row)>;

// Every row through `judge`, and what it says into the job's folder; the reasons of removed rows go
// into `removed/`, one object a row with id, reason and detail. Bad lines are counted or an Error,
// as the options say. Returns the sums over all shards, those of earlier calls included.
Counts run_rows(Job& job, const std::string& title, const Judge& judge);

// A judge that is better asked of many rows at once, such as a model. `look` is as above, and what
// it lets pass are the lines that it returns; `finish` then decides about the rows that are still
// there (Outcome::stays), on the calling thread, one outcome a row.
struct BatchJudge {
  Judge look;
  std::function<void(const std::vector<InputRow>& rows, std::span<Outcome> outcomes)> finish;
};
Counts run_row_batches(Job& job, const std::string& title, const BatchJudge& judge);

// Reads a shard in batches and gives each row to `body(row, slot)`, in parallel, where `slot` is
// its place in the batch; then `done(rows)` with the whole batch, on the calling thread, in order.
struct Batches {
  std::function<void(const InputRow& row, size_t slot)> body;
  std::function<void(const std::vector<InputRow>& rows)> done;
};
constexpr size_t kBatchRows = 4096;  // at most
void for_each_batch(const Shard& shard, ShardProgress& progress, const Batches& batches);

}  // namespace dragoman::corpus
