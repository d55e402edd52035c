// Which rows repeat an earlier one: exactly, or nearly. Four passes, each of which leaves its
// result on disk, so that memory holds a bit a row and what is sorted at once.
//
//   sign    every row: a fingerprint of its normal text, and one key a band of its MinHash
//   pair    sorted by key, rows that share one stand together: each is paired with the first of
//           them and with the one before
//   check   the shingles of paired rows are read again and compared
//   write   in the stage itself: what has no like before it stays
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "corpus/job.h"
#include "corpus/sorted_runs.h"

namespace dragoman::corpus {

struct DuplicateRules {
  bool near = true;          // else only what is exactly the same
  bool verify = true;        // else a shared key is enough
  double similarity = 0.8;   // Jaccard, of shingles
  int64_t shingle_size = 5;  // units
  int64_t bands = 16;
  int64_t band_rows = 6;
};

// Why a row goes, in `Record::check` of a decision: an exact repetition, a line that can't be read,
// or else the similarity in millionths.
constexpr uint32_t kExact = UINT32_MAX;
constexpr uint32_t kUnreadable = UINT32_MAX - 1;
constexpr uint32_t kUnverified = UINT32_MAX - 2;  // a shared key, not compared
constexpr double kMillion = 1e6;

// Writes the keys of all rows into runs. Returns the number of the first row of every shard, and
// after the last the number of all.
std::vector<int64_t> sign_rows(Job& job, const DuplicateRules& rules);

// From the keys to pairs: `key` is the row, `row` the earlier one that it may repeat, `check` as
// above (kUnverified where they share a key of a band).
void pair_rows(Job& job, int64_t rows);

// From the pairs to one decision for each row that goes, in the order of the rows.
void decide(Job& job, const DuplicateRules& rules, const std::vector<int64_t>& first_rows);

// Names inside the job's work folder.
constexpr const char* kPairs = "pairs";
constexpr const char* kDecisions = "decisions.records";

// The texts of rows as sorted shingles, on disk, by row.
class Sketches {
 public:
  explicit Sketches(const Job& job);

  // Of a row that was wanted; views into the file.
  std::span<const uint32_t> at(uint32_t row) const;

  // Reads the corpus and writes those of all wanted rows.
  static void write(Job& job, const DuplicateRules& rules, const std::vector<bool>& wanted,
                    const std::vector<int64_t>& first_rows);

 private:
  MappedFile index_;  // Records: row, count, place in `shingles_`
  MappedFile shingles_;
};

}  // namespace dragoman::corpus
