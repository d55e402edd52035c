// Sorting more records than memory holds: sorted runs on disk, then one merge over all of them.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/files.h"

namespace dragoman::corpus {

// In the order of its members. Whoever uses it says what they mean.
struct Record {
  uint64_t key = 0;
  uint32_t check = 0;
  uint32_t row = 0;
  auto operator<=>(const Record&) const = default;
};

// Collects records and writes a sorted file whenever `memory` bytes are full.
class RunWriter {
 public:
  // Files are `prefix` with a number; each is there as a whole or not at all.
  RunWriter(Path prefix, size_t memory);

  void add(const Record& record);
  // Writes what is left. Returns the number of files.
  int64_t finish();

  static Path run_path(const Path& prefix, int64_t number);

 private:
  void spill();

  Path prefix_;
  size_t capacity_;
  std::vector<Record> records_;
  int64_t runs_ = 0;
};

// All records of the files in order. Their pages are given back on the way.
class RunMerge {
 public:
  explicit RunMerge(const std::vector<Path>& paths);

  bool next(Record& record);

 private:
  struct Run {
    MappedFile file;
    size_t position = 0;  // in records
    size_t dropped = 0;   // records whose pages were given back
  };
  struct Head {
    Record record;
    size_t run;
  };

  bool take(size_t run, Record& record);

  std::vector<Run> runs_;
  std::vector<Head> heap_;  // the least at the front
};

}  // namespace dragoman::corpus
